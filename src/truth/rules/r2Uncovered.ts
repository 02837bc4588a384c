import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { ReadFacts } from '../readFacts.ts'
import type { RunningSignals } from '../signals.ts'

/**
 * R2: no window and no sign of a worker, or times that cannot be used. A session that is merely not held is no sign of a worker: alone it
 * neither convicts nor shows life, and calling such an operation healthy would rest on nothing.
 */
export function r2Uncovered(read: ReadFacts, signals: RunningSignals): Conclusion | null {
  if (signals.timeTrouble !== null) return conclude('unknown', 'unusable_timestamps')
  const uncovered = (read.policy?.runningWindowMs ?? null) === null
  const workerSeen = signals.heartbeat !== 'not_checked' || signals.session === 'fresh' || signals.process === 'fresh'
  return uncovered && !workerSeen ? conclude('unknown', 'uncovered_type') : null
}
