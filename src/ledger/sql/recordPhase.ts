import { sql, statement } from '../../db/sql.ts'
import type { AttemptLease } from '../run.ts'
import { eventInsert, type EventDraft } from './eventInsert.ts'
import type { ProgressRow } from './recordProgress.ts'

export function recordPhase(workspaceId: number, at: AttemptLease, phase: string, event: EventDraft) {
  return statement(sql<ProgressRow>`
    with changed as (
      update runtruth.operation_runs r set
        phase = ${phase}, last_progress_at = now(), heartbeat_at = case when r.heartbeat_every_ms is not null then now() end
      where r.workspace_id = ${workspaceId} and r.id = ${at.runId}::bigint and r.status = 'running'
        and r.attempt = ${at.attempt} and r.lease = ${at.lease}::uuid
      returning r.*
    ), event as (${eventInsert(event)})
    select id, cancel_requested_at as "cancelRequestedAt" from changed`)
}
