import { sql, statement } from '../../db/sql.ts'
import { eventInsert, type EventDraft } from './eventInsert.ts'

export interface LeaseHolder {
  readonly lease: string
  readonly worker: string
  readonly bootId: string | null
  /** Milliseconds; for workers that beat per run through HTTP. Null for our own, which beat per process. */
  readonly heartbeatEveryMs: number | null
  /** The job it was taken from: a run that was given out again waits behind another. Absent: not compared. */
  readonly queueJobId?: string
}

export interface AttemptRow {
  id: string
  type: string
  attempt: number
  maxAttempts: number
  input: unknown
  cancelRequestedAt: Date | null
}

/** queued → running under a new lease. Progress starts over: what an earlier attempt reported says nothing about this one. */
export function startAttempt(workspaceId: number, runId: string, holder: LeaseHolder, event: EventDraft) {
  return statement(sql<AttemptRow>`
    with changed as (
      update runtruth.operation_runs r set
        status = 'running', attempt = r.attempt + 1, lease = ${holder.lease}::uuid, lease_worker = ${holder.worker},
        lease_boot_id = ${holder.bootId}::uuid, started_at = now(), restarted_at = case when r.attempt >= 1 then now() end,
        counts = null, phase = null, last_progress_at = null,
        heartbeat_every_ms = ${holder.heartbeatEveryMs}::integer,
        heartbeat_at = case when ${holder.heartbeatEveryMs}::integer is not null then now() end
      where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint and r.status = 'queued' and r.attempt < r.max_attempts
        ${holder.queueJobId === undefined ? sql`` : sql`and r.queue_job_id = ${holder.queueJobId}`}
      returning r.*
    ), event as (${eventInsert(event)})
    select id, type, attempt, max_attempts as "maxAttempts", input, cancel_requested_at as "cancelRequestedAt" from changed`)
}
