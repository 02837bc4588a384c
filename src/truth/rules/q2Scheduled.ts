import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { ReadFacts } from '../readFacts.ts'
import type { QueuedSignals } from '../signals.ts'

/** Q2: an operation that is not due yet is healthy, whatever its type declares. After an attempt it was put off, before one it was planned. */
export function q2Scheduled(read: ReadFacts, signals: QueuedSignals): Conclusion | null {
  if (!signals.scheduled) return null
  return conclude('fresh', (read.run?.attempt ?? 0) > 0 ? 'retry_backoff' : 'scheduled')
}
