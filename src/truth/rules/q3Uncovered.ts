import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { ReadFacts } from '../readFacts.ts'
import type { QueuedSignals } from '../signals.ts'

/** Q3: without a window, or without a time to count from, age says nothing. */
export function q3Uncovered(read: ReadFacts, signals: QueuedSignals): Conclusion | null {
  if ((read.policy?.queuedWindowMs ?? null) === null) return conclude('unknown', 'uncovered_type')
  return signals.timeTrouble === null ? null : conclude('unknown', 'unusable_timestamps')
}
