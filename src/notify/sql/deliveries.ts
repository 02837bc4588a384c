import { sql, statement } from '../../db/sql.ts'
import type { Delivery } from '../endpoint.ts'

const deliveryColumns = sql`
  d.id, 'msg_' || d.message_id as "messageId", d.event, d.run_id as "runId", d.state, d.created_at as "createdAt", d.next_at as "nextAt",
  (d.lease is not null and d.next_at > now()) as "underWay", d.ended_at as "endedAt", d.reason`

export type DeliveryRow = Omit<Delivery, 'attempts'> & { readonly attempts: readonly AttemptJson[] }

/** As JSON carries it. */
export interface AttemptJson {
  readonly attempt: number
  readonly at: string
  readonly endedAt: string | null
  readonly status: number | null
  readonly durationMs: number | null
  readonly error: string | null
}

/** More attempts than this are only made by hand. */
const ATTEMPTS_TOLD = 50

/** Newest first, each with its latest attempts. */
export function selectDeliveries(
  workspaceId: number,
  which: { readonly endpointId?: number; readonly id?: string; readonly before?: string | null; readonly limit: number },
) {
  return statement(sql<DeliveryRow>`
    select ${deliveryColumns}, coalesce(tried.attempts, '[]'::jsonb) as attempts
    from runtruth.webhook_deliveries d
    left join lateral (
      select jsonb_agg(jsonb_build_object('attempt', a.attempt, 'at', a.at, 'endedAt', a.ended_at, 'status', a.status,
        'durationMs', a.duration_ms, 'error', a.error) order by a.attempt) as attempts
      from (select * from runtruth.webhook_attempts a where a.workspace_id = d.workspace_id and a.delivery_id = d.id
        order by a.attempt desc limit ${sql.lit(ATTEMPTS_TOLD)}) a
    ) tried on true
    where d.workspace_id = ${workspaceId}
      ${which.endpointId === undefined ? sql`` : sql`and d.endpoint_id = ${which.endpointId}`}
      ${which.id === undefined ? sql`` : sql`and d.id = ${which.id}::bigint`}
      ${which.before === undefined || which.before === null ? sql`` : sql`and d.id < ${which.before}::bigint`}
    order by d.id desc limit ${which.limit}`)
}

export function selectEndpointOf(workspaceId: number, deliveryId: string) {
  return statement(sql<{ endpointId: number }>`
    select d.endpoint_id as "endpointId" from runtruth.webhook_deliveries d where d.workspace_id = ${workspaceId} and d.id = ${deliveryId}::bigint`)
}

export function insertTest(workspaceId: number, endpointId: number) {
  return statement(sql<{ id: string }>`
    insert into runtruth.webhook_deliveries (workspace_id, endpoint_id, event) values (${workspaceId}, ${endpointId}, 'webhook.test') returning id`)
}

/** At once, and with all tries before it where it was over. One that is under way is left to whoever has it. */
export function makeDue(workspaceId: number, deliveryId: string) {
  return statement(sql<{ id: string }>`
    update runtruth.webhook_deliveries d set state = 'due', next_at = now(), lease = null, ended_at = null, reason = null,
      tries = case when d.state = 'due' then d.tries else 0 end
    where d.workspace_id = ${workspaceId} and d.id = ${deliveryId}::bigint and (d.state <> 'due' or d.lease is null or d.next_at <= now())
    returning d.id`)
}

/** What ended so long ago leaves the log. */
const LOG_KEPT_DAYS = 7

/** A batch of one workspace, oldest first, with its attempts. */
export function deleteOldDeliveries(workspaceId: number, batch: number) {
  return statement(sql<{ id: string }>`
    delete from runtruth.webhook_deliveries d
    where d.workspace_id = ${workspaceId} and d.id = any(array(
      select old.id from runtruth.webhook_deliveries old
      where old.workspace_id = ${workspaceId} and old.state <> 'due' and old.ended_at < now() - make_interval(days => ${LOG_KEPT_DAYS}::integer)
      order by old.ended_at limit ${batch}::integer))
    returning d.id`)
}
