import { sql, statement, type RawBuilder } from '../../db/sql.ts'
import type { QueueJobState, RunStatus } from '../../truth/facts.ts'
import { jobSince, jobState, noteMissing, withJobs } from './queueWord.ts'

/** Values as the database writes them: of a thousand rows, parsing dates and policies costs more than judging them. */
export interface OpenCellRow {
  id: string
  type: string
  status: RunStatus
  createdAt: string
  availableAt: string | null
  startedAt: string | null
  restartedAt: string | null
  lastProgressAt: string | null
  policy: string | null
  leaseWorker: string | null
  leaseBootId: string | null
  heartbeatAt: string | null
  heartbeatEveryMs: string | null
  source: string
  observed: string
  holders: string | null
  silentAfterMs: string | null
  jobState: QueueJobState | null
  jobSince: string | null
}

const CELL_COLUMNS = sql`
  r.workspace_id, r.id, r.type, r.status, r.created_at, r.available_at, r.started_at, r.restarted_at, r.last_progress_at, r.policy,
  r.lease_worker, r.lease_boot_id, r.heartbeat_at, r.heartbeat_every_ms, r.source, r.queue_name, r.queue_job_id, r.observed, r.holders, r.silent_after_ms`

/** Of open runs what decides their cell, and nothing of what only words it; newest first. `page` as in selectRuns. */
export function selectOpenCells(page: RawBuilder<unknown>) {
  return statement(sql<OpenCellRow>`
    with r as materialized (${withJobs(page, CELL_COLUMNS)}),
    missed as (${noteMissing})
    select r.id, r.type, r.status, r.created_at as "createdAt", r.available_at as "availableAt", r.started_at as "startedAt",
      r.restarted_at as "restartedAt", r.last_progress_at as "lastProgressAt", r.policy, r.lease_worker as "leaseWorker",
      r.lease_boot_id as "leaseBootId", r.heartbeat_at as "heartbeatAt", r.heartbeat_every_ms as "heartbeatEveryMs", r.source,
      r.observed, to_json(r.holders) as holders, r.silent_after_ms as "silentAfterMs",
      ${jobState} as "jobState", ${jobSince} as "jobSince"
    from r
    order by r.id desc`)
}
