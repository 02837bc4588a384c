import { json, sql, statement } from '../../db/sql.ts'
import { asExpected, type CompletedRow, type Expected } from './completeRun.ts'
import { eventInsert, type EventDraft } from './eventInsert.ts'

export interface Requeue {
  /** Milliseconds until the next attempt may start. */
  readonly delayMs: number
  /** False: the attempt did not happen (handed back by a worker that stops) and is not counted against the maximum. */
  readonly spendsAttempt: boolean
  /** True after a loss: should the lost worker still report success before the next attempt starts, it is believed. */
  readonly keepsLease: boolean
  readonly diagnostics: Record<string, unknown> | null
}

/** Ends an attempt without ending the run. */
export function requeueRun(workspaceId: number, runId: string, expected: Expected, requeue: Requeue, event: EventDraft) {
  const uncounted = requeue.spendsAttempt ? 0 : 1
  return statement(sql<CompletedRow>`
    with changed as (
      update runtruth.operation_runs r set
        status = 'queued', started_at = null, lease = case when ${requeue.keepsLease} then r.lease end, lease_worker = null, lease_boot_id = null, restarted_at = null,
        heartbeat_at = null, heartbeat_every_ms = null,
        attempt = r.attempt - ${uncounted},
        available_at = now() + make_interval(secs => ${requeue.delayMs}::bigint / 1000.0),
        diagnostics = coalesce(${json(requeue.diagnostics)}::jsonb, r.diagnostics)
      where ${asExpected(workspaceId, runId, expected)}
      -- The event belongs to the attempt that ended.
      returning r.workspace_id, r.id, r.tenant_id, r.attempt + ${uncounted} as attempt, r.type, r.outcome, r.source, r.queue_name, r.queue_job_id
    ), event as (${eventInsert(event)})
    select id, type, outcome, source, queue_name as "queueName", queue_job_id as "queueJobId" from changed`)
}
