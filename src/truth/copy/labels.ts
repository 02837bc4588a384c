/** The catalogue of fixed words: one label per code, so that every surface and every export says the same. */

import type { CountKey, ReconciliationReason, RunOutcome } from '../facts.ts'
import type { EvidenceSignal, EvidenceSupport, FreshnessState, Lifecycle, ProblemClass } from '../verdict.ts'

export const RECONCILIATION_REASON_LABELS: Record<ReconciliationReason, string> = {
  stale_queued: 'Operation never started',
  stale_running: 'Operation stopped reporting',
  worker_lost: 'Worker process ended',
  queue_failure_bridge: 'Queue reported failure',
  queue_job_missing: 'Queue no longer has the job',
  dispatch_failed: 'Could not be queued',
  adapter_out_of_sync: 'Settled from related records',
}

/** `pending` on a completed operation means that nobody recorded how it ended. */
export const OUTCOME_LABELS: Record<RunOutcome, string> = {
  pending: 'Outcome not recorded',
  succeeded: 'Succeeded',
  partially_succeeded: 'Partially succeeded',
  blocked: 'Blocked',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

export const OPEN_LABELS: Record<Exclude<Lifecycle, 'completed'>, string> = { queued: 'Queued', running: 'Running' }

/** Stands beside the headline of every open operation whose health cannot be judged. */
export const NOT_VERIFIED_MARK = 'not verified'

/** Names of the freshness states for filters, counts and legends. */
export const FRESHNESS_LABELS: Record<FreshnessState, string> = {
  fresh: 'Within its window',
  likely_stale: 'Likely stale',
  orphaned: 'Worker lost',
  unknown: 'Not verified',
  settled: 'Reported by the worker',
  reconciled: 'Reconciled',
}

export const PROBLEM_LABELS: Record<ProblemClass, string> = {
  none: 'None',
  active_stale_attention: 'Needs attention',
  terminal_follow_up: 'Needs follow-up',
}

export const SIGNAL_LABELS: Record<EvidenceSignal, string> = {
  queued_window: 'Queued window',
  running_window: 'Running window',
  worker_heartbeat: 'Worker heartbeat',
  worker_session: 'Worker session',
  worker_boot: 'Worker registration',
  worker_process: 'Worker process',
  queue_job: 'Queue job',
  progress_report: 'Progress report',
}

/** What a signal says, as the last column of an evidence table; a signal that was not read says `NOT_CHECKED_LABEL`. */
export const SUPPORT_LABELS: Record<EvidenceSupport, string> = {
  fresh: 'Speaks for health',
  stale: 'Raises suspicion',
  orphaned: 'Proof that nobody is at it',
  nothing: 'Says nothing either way',
}

export const NOT_CHECKED_LABEL = 'Not checked'

export const COUNT_LABELS: Record<CountKey, string> = {
  processed: 'processed',
  total: 'in total',
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  created: 'created',
  updated: 'updated',
  deleted: 'deleted',
  bytes: 'bytes',
}
