import { json, sql, type RawBuilder } from '../../db/sql.ts'
import type { Principal } from '../../access/actor.ts'
import type { EventKind } from '../events.ts'

export interface EventDraft {
  readonly kind: EventKind
  readonly actor: Principal
  readonly data?: Record<string, unknown>
}

/**
 * The body of a CTE that records one event for every row of the CTE `changed`, which must carry workspace_id, id,
 * tenant_id and attempt. Written beside the change in one statement, so neither exists without the other. `told`: the data
 * of each row, where they differ.
 */
export function eventInsert(event: EventDraft, told: RawBuilder<unknown> = sql`${json(event.data ?? {})}::jsonb`) {
  return sql`
    insert into runtruth.operation_events (workspace_id, run_id, tenant_id, kind, attempt, actor_kind, actor_id, actor_name, data)
    select workspace_id, id, tenant_id, ${event.kind}, attempt, ${event.actor.kind}, ${event.actor.id}, ${event.actor.name}, ${told}
    from changed`
}
