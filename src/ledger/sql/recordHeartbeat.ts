import { sql, statement } from '../../db/sql.ts'
import type { AttemptLease } from '../run.ts'
import type { ProgressRow } from './recordProgress.ts'

/** The beat of a worker that reports over HTTP; our own workers beat once per process instead. */
export function recordHeartbeat(workspaceId: number, at: AttemptLease) {
  return statement(sql<ProgressRow>`
    update runtruth.operation_runs r set heartbeat_at = now()
    where r.workspace_id = ${workspaceId} and r.id = ${at.runId}::bigint and r.status = 'running'
      and r.attempt = ${at.attempt} and r.lease = ${at.lease}::uuid
    returning r.id, r.cancel_requested_at as "cancelRequestedAt"`)
}
