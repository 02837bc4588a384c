import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { RunningSignals } from '../signals.ts'

/** R5: past its running window with nothing reported lately. With recent reports it is slow, not stale. */
export function r5PastRunningWindow(signals: RunningSignals): Conclusion | null {
  return signals.window === 'stale' ? conclude('likely_stale', 'past_running_window', signals.windowEndsMs) : null
}
