import { sql, type RawBuilder } from '../../db/sql.ts'

/** What an endpoint may be told about an operation. */
export const WEBHOOK_EVENTS = ['operation.finished', 'operation.amended'] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

/**
 * The body of a CTE beside `changed` (or `ended`), runs that have just come to their outcome: one delivery for each endpoint that asked to
 * hear of it. Only who is to be told stands here; what they are told is written when it is first sent. Where a workspace has
 * no endpoint it is one look at an index that finds nothing. An endpoint that is being removed at this moment is waited for
 * and left out: no operation may fail to end because somebody stopped listening.
 */
export function enqueueWebhooks(workspaceId: number, event: WebhookEvent, ended: RawBuilder<unknown> = sql`changed`) {
  return sql`
      insert into runtruth.webhook_deliveries (workspace_id, endpoint_id, run_id, event)
      select e.workspace_id, e.id, changed.id, ${event}
      from ${ended} changed join runtruth.webhook_endpoints e on e.workspace_id = ${workspaceId} and e.state = 'enabled'
      where ${event} = any(e.events) and (e.all_tenants or changed.tenant_id = any(e.tenant_ids))
        and (e.with_parts or changed.parent_id is null)
      for key share of e
      on conflict do nothing`
}
