import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { RunningSignals } from '../signals.ts'

/** R6: nothing speaks against it. The healthy verdict comes last so that no shortcut can reach it. */
export function r6Alive(signals: RunningSignals): Conclusion {
  return conclude('fresh', signals.window === 'not_checked' ? 'worker_alive' : 'within_window')
}
