import { sql, statement } from '../../db/sql.ts'
import type { AttemptLease } from '../run.ts'
import { eventInsert, type EventDraft } from './eventInsert.ts'

/** The operation is made of parts from now on. Only the holder of the lease may say so, and only until somebody asked to cancel. */
export function recordPart(workspaceId: number, at: AttemptLease, event: EventDraft) {
  return statement(sql<{ id: string }>`
    with changed as (
      update runtruth.operation_runs r set
        composite = true, last_progress_at = now(), heartbeat_at = case when r.heartbeat_every_ms is not null then now() end
      where r.workspace_id = ${workspaceId} and r.id = ${at.runId}::bigint and r.status = 'running'
        and r.attempt = ${at.attempt} and r.lease = ${at.lease}::uuid
        and r.cancel_requested_at is null
      returning r.*
    ), event as (${eventInsert(event)})
    select id from changed`)
}
