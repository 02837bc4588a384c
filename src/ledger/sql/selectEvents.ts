import { sql, statement } from '../../db/sql.ts'
import type { OperationEvent } from '../events.ts'

export function selectEvents(workspaceId: number, runId: string, after: string | null, limit: number) {
  return statement(sql<OperationEvent>`
    select e.id, e.at, e.kind, e.attempt, json_build_object('kind', e.actor_kind, 'id', e.actor_id, 'name', e.actor_name) as actor, e.data
    from runtruth.operation_events e
    where e.workspace_id = ${workspaceId} and e.run_id = ${runId}::bigint and e.id > coalesce(${after}::bigint, 0)
    order by e.id limit ${limit}`)
}
