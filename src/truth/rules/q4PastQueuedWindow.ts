import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { QueuedSignals } from '../signals.ts'

/** Q4: available for longer than its queued window. A paused queue explains it and changes nothing: somebody still has to look. */
export function q4PastQueuedWindow(signals: QueuedSignals): Conclusion | null {
  return signals.window === 'stale' ? conclude('likely_stale', 'past_queued_window', signals.windowEndsMs) : null
}
