import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { RunningSignals } from '../signals.ts'

/** R4: the type promised reports at a rhythm and the promise has been broken three times over. */
export function r4ProgressSilent(signals: RunningSignals): Conclusion | null {
  return signals.progress === 'stale' ? conclude('likely_stale', 'progress_silent', signals.reportsEndMs) : null
}
