import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { RunningSignals } from '../signals.ts'

/** R3: too many beats missed. Suspicion only: the road may be down, or the machine frozen. */
export function r3WorkerSilent(signals: RunningSignals): Conclusion | null {
  return signals.heartbeat === 'stale' ? conclude('likely_stale', 'worker_silent', signals.beatsEndMs) : null
}
