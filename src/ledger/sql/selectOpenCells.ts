import { sql, statement, type RawBuilder } from '../../db/sql.ts'
import type { LifecyclePolicyFacts, QueueJobState, RunStatus } from '../../truth/facts.ts'
import { jobSince, jobState, noteMissing, withJobs } from './queueWord.ts'

/** Instants are epoch milliseconds: a thousand rows of parsed dates cost more than judging them. */
export interface OpenCellRow {
  id: string
  type: string
  status: RunStatus
  attempt: number
  createdMs: number
  availableMs: number | null
  startedMs: number | null
  restartedMs: number | null
  progressMs: number | null
  policy: LifecyclePolicyFacts | null
  leaseWorker: string | null
  leaseBootId: string | null
  heartbeatMs: number | null
  heartbeatEveryMs: number | null
  source: string
  queueName: string | null
  dispatchConfirmedMs: number | null
  jobState: QueueJobState | null
  jobSinceMs: number | null
}

/** Whole milliseconds, cut off as everywhere else; the half microsecond takes up what binary fractions lose. */
function ms(instant: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`floor(date_part('epoch', ${instant}) * 1000 + 0.0005)`
}

const CELL_COLUMNS = sql`
  r.workspace_id, r.id, r.type, r.status, r.attempt, r.created_at, r.available_at, r.started_at, r.restarted_at, r.last_progress_at, r.policy,
  r.lease_worker, r.lease_boot_id, r.heartbeat_at, r.heartbeat_every_ms, r.source, r.queue_name, r.queue_job_id, r.dispatch_confirmed_at`

/** Of open runs what decides their cell, and nothing of what only words it; newest first. `page` as in selectRuns. */
export function selectOpenCells(page: RawBuilder<unknown>) {
  return statement(sql<OpenCellRow>`
    with r as materialized (${withJobs(page, CELL_COLUMNS)}),
    missed as (${noteMissing})
    select r.id, r.type, r.status, r.attempt, ${ms(sql`r.created_at`)} as "createdMs", ${ms(sql`r.available_at`)} as "availableMs",
      ${ms(sql`r.started_at`)} as "startedMs", ${ms(sql`r.restarted_at`)} as "restartedMs", ${ms(sql`r.last_progress_at`)} as "progressMs",
      r.policy, r.lease_worker as "leaseWorker", r.lease_boot_id as "leaseBootId", ${ms(sql`r.heartbeat_at`)} as "heartbeatMs",
      r.heartbeat_every_ms as "heartbeatEveryMs", r.source, r.queue_name as "queueName", ${ms(sql`r.dispatch_confirmed_at`)} as "dispatchConfirmedMs",
      ${jobState} as "jobState", ${ms(jobSince)} as "jobSinceMs"
    from r
    order by r.id desc`)
}
