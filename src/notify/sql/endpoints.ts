import { tenantNames } from '../../access/sql/giver.ts'
import { sql, statement } from '../../db/sql.ts'
import type { WebhookEvent } from '../../ledger/sql/enqueueWebhooks.ts'
import type { Endpoint } from '../endpoint.ts'

export type EndpointRow = Omit<Endpoint, 'id'> & { readonly id: number }

/** What of an endpoint is chosen; null tenants: all of them. */
export interface EndpointDraft {
  readonly url: string
  readonly description: string
  readonly events: readonly WebhookEvent[]
  readonly withParts: boolean
  readonly tenantIds: readonly number[] | null
}

/** An endpoint that hears of more than somebody reaches is not there for them. */
function within(tenantIds: readonly number[] | null) {
  return tenantIds === null ? sql`true` : sql`not e.all_tenants and e.tenant_ids <@ ${tenantIds}::integer[]`
}

/** Those within reach, newest first; `id` picks one of them. */
export function selectEndpoints(workspaceId: number, tenantIds: readonly number[] | null, id: number | null = null) {
  return statement(sql<EndpointRow>`
    select e.id, e.url, e.description, e.events, e.with_parts as "withParts", ${tenantNames('e', tenantIds)} as tenants,
      e.state, e.disabled_at as "disabledAt", e.disabled_reason as "disabledReason", e.failing_since as "failingSince",
      e.created_at as "createdAt", e.created_by as "createdBy",
      (select max(s.valid_until) from runtruth.webhook_secrets s
        where s.workspace_id = e.workspace_id and s.endpoint_id = e.id and s.valid_until > now()) as "oldSecretUntil"
    from runtruth.webhook_endpoints e
    where e.workspace_id = ${workspaceId} and ${within(tenantIds)} ${id === null ? sql`` : sql`and e.id = ${id}`}
    order by e.id desc`)
}

/** No row: there are as many as there may be. */
export function insertEndpoint(workspaceId: number, draft: EndpointDraft, createdBy: string, atMost: number) {
  return statement(sql<{ id: number }>`
    insert into runtruth.webhook_endpoints (workspace_id, url, description, events, with_parts, all_tenants, tenant_ids, created_by)
    select ${workspaceId}, ${draft.url}, ${draft.description}, ${draft.events}::text[], ${draft.withParts},
      ${draft.tenantIds === null}, ${draft.tenantIds ?? []}::integer[], ${createdBy}
    where (select count(*) from runtruth.webhook_endpoints e where e.workspace_id = ${workspaceId}) < ${atMost}::integer
    returning id`)
}

export function updateEndpoint(workspaceId: number, id: number, draft: EndpointDraft) {
  return statement(sql<{ id: number }>`
    update runtruth.webhook_endpoints e set url = ${draft.url}, description = ${draft.description}, events = ${draft.events}::text[],
      with_parts = ${draft.withParts}, all_tenants = ${draft.tenantIds === null}, tenant_ids = ${draft.tenantIds ?? []}::integer[]
    where e.workspace_id = ${workspaceId} and e.id = ${id} returning e.id`)
}

/** No row: it is so already. What fell between disabling and now is not sent later: it would arrive long after it was true. */
export function enableEndpoint(workspaceId: number, id: number) {
  return statement(sql<{ id: number }>`
    with enabled as (
      update runtruth.webhook_endpoints e set state = 'enabled', disabled_at = null, disabled_reason = null, failing_since = null
      where e.workspace_id = ${workspaceId} and e.id = ${id} and e.state = 'disabled' returning e.id
    ), dropped as (${giveUpDue(workspaceId, sql`(select id from enabled)`)})
    select id from enabled`)
}

/** Whatever waits for it is given up, and says so; it can be sent again by hand. No row: it is so already. */
export function disableEndpoint(workspaceId: number, id: number, reason: string) {
  return statement(sql<{ id: number }>`
    with disabled as (
      update runtruth.webhook_endpoints e set state = 'disabled', disabled_at = now(), disabled_reason = ${reason}
      where e.workspace_id = ${workspaceId} and e.id = ${id} and e.state = 'enabled' returning e.id
    ), dropped as (${giveUpDue(workspaceId, sql`(select id from disabled)`)})
    select id from disabled`)
}

function giveUpDue(workspaceId: number, endpointIds: ReturnType<typeof sql>) {
  return sql`
      update runtruth.webhook_deliveries d set state = 'given_up', next_at = null, lease = null, ended_at = now(), reason = 'The webhook was disabled.'
      where d.workspace_id = ${workspaceId} and d.endpoint_id in ${endpointIds} and d.state = 'due'`
}

/** With its secrets and its log. */
export function deleteEndpoint(workspaceId: number, id: number) {
  return statement(sql<{ id: number }>`
    delete from runtruth.webhook_endpoints e where e.workspace_id = ${workspaceId} and e.id = ${id} returning e.id`)
}

/** Written only when it changes: every accepted message would otherwise touch the same row. */
export function markAccepting(workspaceId: number, id: number) {
  return statement(sql<{ id: number }>`
    update runtruth.webhook_endpoints e set failing_since = null
    where e.workspace_id = ${workspaceId} and e.id = ${id} and e.failing_since is not null returning e.id`)
}

/** Answers for how many milliseconds nothing has been accepted; no row: it is disabled or gone. */
export function markRefusing(workspaceId: number, id: number) {
  return statement(sql<{ failingForMs: number }>`
    with marked as (
      update runtruth.webhook_endpoints e set failing_since = now()
      where e.workspace_id = ${workspaceId} and e.id = ${id} and e.failing_since is null and e.state = 'enabled' returning e.failing_since
    )
    select (extract(epoch from now() - coalesce(marked.failing_since, e.failing_since)) * 1000)::float8 as "failingForMs"
    from runtruth.webhook_endpoints e left join marked on true
    where e.workspace_id = ${workspaceId} and e.id = ${id} and e.state = 'enabled' and coalesce(marked.failing_since, e.failing_since) is not null`)
}
