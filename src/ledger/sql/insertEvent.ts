import { sql, statement } from '../../db/sql.ts'
import { eventInsert, type EventDraft } from './eventInsert.ts'

/** An event of its own: what somebody did with an operation without changing it. */
export function insertEvent(workspaceId: number, runId: string, event: EventDraft) {
  return statement(sql<{ id: string }>`
    with changed as (
      select r.workspace_id, r.id, r.tenant_id, r.attempt from runtruth.operation_runs r
      where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint
    ), event as (${eventInsert(event)} returning run_id)
    select run_id as id from event`)
}
