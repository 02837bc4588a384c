import { sql, statement } from '../../db/sql.ts'
import { eventInsert, type EventDraft } from './eventInsert.ts'

/** Asked once; asking again keeps the first time and writes no second event. */
export function requestCancel(workspaceId: number, runId: string, by: string, event: EventDraft) {
  return statement(sql<{ id: string }>`
    with changed as (
      update runtruth.operation_runs r set cancel_requested_at = now(), cancel_requested_by = ${by}
      where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint and r.status = 'running' and r.cancel_requested_at is null
      returning r.*
    ), event as (${eventInsert(event)})
    select id from changed`)
}
