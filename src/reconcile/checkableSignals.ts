import type { JudgedRun } from '../ledger/judgedRun.ts'
import type { EvidenceSignal } from '../truth/verdict.ts'

/**
 * The signals that exist for a run, so that one of them unread is a reason to wait. One too many here, and a run that
 * nobody works on stays open for ever; one too few, and a run is closed although somebody could have been asked.
 */
export function checkableSignals({ run, facts }: JudgedRun): EvidenceSignal[] {
  const signals: EvidenceSignal[] = []
  if (run.queueJobId !== null) signals.push('queue_job')
  switch (run.status) {
    case 'completed':
      return []
    case 'queued':
      signals.push('queued_window')
      return signals
    case 'running':
      signals.push('running_window', 'progress_report')
      // Who beats for its process also holds a session; who reports over HTTP only beats, and only where it said how often.
      if (run.leaseBootId !== null) signals.push('worker_heartbeat', 'worker_session', 'worker_boot')
      else if (run.heartbeatEveryMs !== null) signals.push('worker_heartbeat')
      // A process can be looked for on its own host only; from elsewhere it is not a signal that was missed.
      if (facts.worker?.processAlive !== null && facts.worker?.processAlive !== undefined) signals.push('worker_process')
      return signals
  }
}
