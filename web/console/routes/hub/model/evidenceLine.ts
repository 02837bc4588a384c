import { SIGNAL_LABELS, SUPPORT_LABELS } from '../../../../../src/truth/copy/labels.ts'
import type { Evidence, EvidenceSignal, Verdict, VerdictReason } from '../../../../../src/truth/verdict.ts'
import { secondsClockOf } from '../../../model/instants.ts'

/** The signal a reason stands on; null where the reason needs none. */
const SIGNAL_OF: Record<VerdictReason, EvidenceSignal | null> = {
  waiting_for_worker: null,
  scheduled: null,
  retry_backoff: null,
  dispatch_unconfirmed: null,
  queue_paused: null,
  no_live_worker: null,
  behind_others: null,
  concurrency_limit: null,
  dependency: null,
  within_window: null,
  worker_alive: null,
  past_queued_window: 'queued_window',
  past_running_window: 'running_window',
  worker_silent: 'worker_heartbeat',
  progress_silent: 'progress_report',
  worker_session_ended: 'worker_session',
  worker_restarted: 'worker_boot',
  process_gone: 'worker_process',
  queue_job_failed: 'queue_job',
  queue_job_completed: 'queue_job',
  queue_job_missing: 'queue_job',
  uncovered_type: null,
  unusable_timestamps: null,
  unreadable_status: null,
  unreadable_facts: null,
  reported_by_worker: null,
  outcome_not_recorded: null,
  reconciled: null,
  amended: null,
}

export function strongestEvidence({ evidence, reason }: Verdict): Evidence | null {
  return evidence.find(({ signal, checked }) => checked && signal === SIGNAL_OF[reason]) ?? null
}

/** "Worker heartbeat: 12:03:01, threshold 6 s. Raises suspicion." Null where the verdict stands on no signal. */
export function evidenceLine(verdict: Verdict): string | null {
  const evidence = strongestEvidence(verdict)
  if (evidence === null || evidence.observed === null) return null
  const threshold = evidence.threshold === null ? '' : `, threshold ${readable(evidence.threshold)}`
  return `${SIGNAL_LABELS[evidence.signal]}: ${readable(evidence.observed)}${threshold}. ${SUPPORT_LABELS[evidence.supports]}.`
}

/** Instants as the reader's clock has them, long identities by their beginning; the page of the operation has them whole. */
function readable(text: string): string {
  return text
    .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, (instant) => secondsClockOf(instant))
    .replaceAll(/\b([\da-f]{8})-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/g, '$1')
}
