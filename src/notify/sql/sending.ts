import { sql, statement } from '../../db/sql.ts'
import type { DeliveryEvent } from '../endpoint.ts'

/** Workspaces where something may be sent now. Looked for as the system, which sees all of them; taken in each. */
export function selectWorkspacesDue() {
  return statement(sql<{ id: number; slug: string }>`
    select w.id, w.slug from runtruth.workspaces w
    where exists (
      select 1 from runtruth.webhook_endpoints e
      where e.workspace_id = w.id and e.state = 'enabled' and exists (
        select 1 from runtruth.webhook_deliveries d
        where d.workspace_id = e.workspace_id and d.endpoint_id = e.id and d.state = 'due' and d.next_at <= now()
      )
    )
    order by random()`)
}

export interface ClaimedRow {
  id: string
  endpointId: number
  url: string
  messageId: string
  event: DeliveryEvent
  runId: string | null
  createdAt: Date
  attempt: number
  tried: number
  lease: string
  body: string | null
  /** When it was taken, by the database's clock: what the signature names. */
  at: Date
}

export interface Claim {
  /** At most so many in all, and of each endpoint, so that one that hangs holds up no other. */
  readonly limit: number
  readonly perEndpoint: number
  /** Endpoints that have enough under way here. */
  readonly busy: readonly number[]
  /** After so long without an answer another process may take it. */
  readonly leaseMs: number
}

/**
 * Takes what is due: counted as an attempt from now on, whatever becomes of this process. Two that claim at once step over
 * each other's rows. Whose lease has run out is due again.
 */
export function claimDeliveries(workspaceId: number, claim: Claim) {
  return statement(sql<ClaimedRow>`
    with due as (
      select d.id, e.url
      from (select e.* from runtruth.webhook_endpoints e
        where e.workspace_id = ${workspaceId} and e.state = 'enabled' and e.id <> all(${claim.busy}::integer[]) order by random()) e
      cross join lateral (
        select d.id from runtruth.webhook_deliveries d
        where d.workspace_id = e.workspace_id and d.endpoint_id = e.id and d.state = 'due' and d.next_at <= now()
        order by d.next_at limit ${claim.perEndpoint}::integer
        for update skip locked
      ) d
      limit ${claim.limit}::integer
    ), claimed as (
      update runtruth.webhook_deliveries d set attempts = d.attempts + 1, tries = d.tries + 1, lease = gen_random_uuid(),
        next_at = now() + make_interval(secs => ${claim.leaseMs}::integer / 1000.0)
      from due where d.workspace_id = ${workspaceId} and d.id = due.id
      returning d.*, due.url
    ), noted as (
      insert into runtruth.webhook_attempts (workspace_id, delivery_id, attempt) select workspace_id, id, attempts from claimed
    )
    select id, endpoint_id as "endpointId", url, 'msg_' || message_id as "messageId", event, run_id as "runId", created_at as "createdAt",
      attempts as attempt, tries as tried, lease, body, now() as at
    from claimed order by id`)
}

export function keepBody(workspaceId: number, deliveryId: string, body: string) {
  return statement(sql<{ id: string }>`
    update runtruth.webhook_deliveries d set body = ${body} where d.workspace_id = ${workspaceId} and d.id = ${deliveryId}::bigint returning d.id`)
}

export interface AttemptEnd {
  readonly status: number | null
  readonly durationMs: number
  readonly error: string | null
}

export function endAttempt(workspaceId: number, deliveryId: string, attempt: number, end: AttemptEnd) {
  return statement(sql<{ attempt: number }>`
    update runtruth.webhook_attempts a set ended_at = now(), status = ${end.status}, duration_ms = ${end.durationMs}, error = ${end.error}
    where a.workspace_id = ${workspaceId} and a.delivery_id = ${deliveryId}::bigint and a.attempt = ${attempt} and a.ended_at is null
    returning a.attempt`)
}

/** Accepted is accepted, also when the lease has run out meanwhile, or it was given up; another one's refusal then comes too late. */
export function markDelivered(workspaceId: number, deliveryId: string) {
  return statement(sql<{ id: string }>`
    update runtruth.webhook_deliveries d set state = 'delivered', next_at = null, lease = null, ended_at = now(), reason = null
    where d.workspace_id = ${workspaceId} and d.id = ${deliveryId}::bigint and d.state <> 'delivered' returning d.id`)
}

/** No row: somebody else has it by now, or it is over. `spent` false: we stopped, and the try does not count. */
export function retryLater(workspaceId: number, deliveryId: string, lease: string, waitMs: number, spent: boolean) {
  return statement(sql<{ id: string }>`
    update runtruth.webhook_deliveries d set lease = null, next_at = now() + make_interval(secs => ${waitMs}::integer / 1000.0),
      tries = d.tries - ${spent ? 0 : 1}
    where d.workspace_id = ${workspaceId} and d.id = ${deliveryId}::bigint and d.state = 'due' and d.lease = ${lease}::uuid returning d.id`)
}

/** As above. */
export function giveUp(workspaceId: number, deliveryId: string, lease: string, reason: string) {
  return statement(sql<{ id: string }>`
    update runtruth.webhook_deliveries d set state = 'given_up', next_at = null, lease = null, ended_at = now(), reason = ${reason}
    where d.workspace_id = ${workspaceId} and d.id = ${deliveryId}::bigint and d.state = 'due' and d.lease = ${lease}::uuid returning d.id`)
}
