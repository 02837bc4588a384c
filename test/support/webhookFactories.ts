import type pg from 'pg'
import type { FixtureWorkspace } from './fixture.ts'

export interface WebhookHistory {
  readonly url?: string
  /** Default: all of them. */
  readonly tenantIds?: readonly number[]
  readonly failingForMs?: number
  readonly disabledReason?: string
  readonly description?: string
}

/** An endpoint as it may stand after any history, with one secret of 32 zeros. Answers its id. */
export async function insertWebhook(owner: pg.Pool, workspace: FixtureWorkspace, history: WebhookHistory = {}): Promise<string> {
  const { url = 'https://hooks.example/runtruth', tenantIds = [], failingForMs = null, disabledReason = null, description = '' } = history
  const { rows } = await owner.query<{ id: string }>(
    `with made as (
       insert into runtruth.webhook_endpoints (workspace_id, url, description, events, all_tenants, tenant_ids, failing_since, state, disabled_at, disabled_reason, created_by)
       values ($1, $2, $3, array['operation.finished', 'operation.amended'], $4::integer[] = '{}', $4::integer[],
         now() - make_interval(secs => $5::float8 / 1000.0), case when $6::text is null then 'enabled' else 'disabled' end,
         case when $6::text is not null then now() end, $6, 'factory')
       returning workspace_id, id
     )
     insert into runtruth.webhook_secrets (workspace_id, endpoint_id, secret) select workspace_id, id, decode(repeat('00', 32), 'hex') from made
     returning endpoint_id::text as id`,
    [workspace.id, url, description, tenantIds, failingForMs, disabledReason],
  )
  return rows[0]?.id ?? ''
}

export interface DeliveryHistory {
  readonly runId?: string
  readonly state?: 'due' | 'delivered' | 'given_up'
  /** Of every attempt but the last; the last of a delivered one was accepted. */
  readonly error?: string
  readonly attempts?: number
  readonly endedAgoDays?: number
}

/** A message as it may stand in the log. Answers its id. */
export async function insertDelivery(
  owner: pg.Pool,
  workspace: FixtureWorkspace,
  endpointId: string,
  history: DeliveryHistory = {},
): Promise<string> {
  const { runId = null, state = 'given_up', error = 'Answered 500 Internal Server Error.', attempts = 1, endedAgoDays = 0 } = history
  const over = state === 'due' ? 'null' : `now() - make_interval(days => ${endedAgoDays})`
  const { rows } = await owner.query<{ id: string }>(
    `insert into runtruth.webhook_deliveries (workspace_id, endpoint_id, event, run_id, state, next_at, attempts, tries, ended_at, reason)
     values ($1, $2, $3, $4, $5::text, ${state === 'due' ? `now() + interval '2 minutes'` : 'null'}, $6, $6, ${over}, $7) returning id::text`,
    [
      workspace.id,
      endpointId,
      runId === null ? 'webhook.test' : 'operation.finished',
      runId,
      state,
      attempts,
      state === 'given_up' ? `Not accepted after ${attempts} tries. ${error}` : null,
    ],
  )
  const id = rows[0]?.id ?? ''
  await owner.query(
    `insert into runtruth.webhook_attempts (workspace_id, delivery_id, attempt, at, ended_at, status, duration_ms, error)
     select $1, $2, n, now(), now(), case when $4 and n = $3 then 204 else 500 end, 100 + n, case when $4 and n = $3 then null else $5 end
     from generate_series(1, $3::integer) n`,
    [workspace.id, id, attempts, state === 'delivered', error],
  )
  return id
}
