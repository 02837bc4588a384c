import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { QueuedSignals } from '../signals.ts'

/** Q2: an operation that is not due yet is healthy, whatever its type declares. */
export function q2Scheduled(signals: QueuedSignals): Conclusion | null {
  return signals.scheduled ? conclude('fresh', 'scheduled') : null
}
