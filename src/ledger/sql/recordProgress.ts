import { json, sql, statement } from '../../db/sql.ts'
import type { Counts } from '../../truth/facts.ts'
import type { AttemptLease } from '../run.ts'

export interface ProgressRow {
  id: string
  cancelRequestedAt: Date | null
}

/** Reported progress is a sign of life of this attempt. Only the holder of the lease can give one. */
export function recordProgress(workspaceId: number, at: AttemptLease, counts: Counts | null) {
  return statement(sql<ProgressRow>`
    update runtruth.operation_runs r set
      counts = coalesce(r.counts, '{}'::jsonb) || coalesce(${json(counts)}::jsonb, '{}'::jsonb),
      last_progress_at = now(),
      heartbeat_at = case when r.heartbeat_every_ms is not null then now() end
    where r.workspace_id = ${workspaceId} and r.id = ${at.runId}::bigint and r.status = 'running'
      and r.attempt = ${at.attempt} and r.lease = ${at.lease}::uuid
    returning r.id, r.cancel_requested_at as "cancelRequestedAt"`)
}
