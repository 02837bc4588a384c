import { sql, statement } from '../../db/sql.ts'
import type { OperationEvent } from '../events.ts'

const EVENT = sql`
  e.id, e.at, e.kind, e.attempt, json_build_object('kind', e.actor_kind, 'id', e.actor_id, 'name', e.actor_name) as actor, e.data`

export function selectEvents(workspaceId: number, runId: string, after: string | null, limit: number) {
  return statement(sql<OperationEvent>`
    select ${EVENT} from runtruth.operation_events e
    where e.workspace_id = ${workspaceId} and e.run_id = ${runId}::bigint and e.id > coalesce(${after}::bigint, 0)
    order by e.id limit ${limit}`)
}

/** From the end of a history backwards. */
export function selectLatestEvents(workspaceId: number, runId: string, before: string | null, limit: number) {
  return statement(sql<OperationEvent>`
    select ${EVENT} from runtruth.operation_events e
    where e.workspace_id = ${workspaceId} and e.run_id = ${runId}::bigint and e.id < coalesce(${before}::bigint, 9223372036854775807)
    order by e.id desc limit ${limit}`)
}
