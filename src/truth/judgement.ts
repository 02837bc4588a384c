/** What the rules concluded at one moment, without a word of text. */

import type { ReadFacts, ReadRun } from './readFacts.ts'
import type { QueuedSignals, RunningSignals } from './signals.ts'
import type { DurationInsight, FreshnessState, Lifecycle, VerdictReason } from './verdict.ts'

export interface Conclusion {
  readonly freshness: FreshnessState
  readonly reason: VerdictReason
  /** The instant after which a likely-stale conclusion holds; NaN for every other. */
  readonly staleAfterMs: number
}

export interface Judgement extends Conclusion {
  readonly read: ReadFacts
  readonly run: ReadRun | null
  readonly lifecycle: Lifecycle
  readonly queued: QueuedSignals | null
  readonly running: RunningSignals | null
  readonly insight: DurationInsight
  readonly elapsedMs: number | null
}

export function conclude(freshness: FreshnessState, reason: VerdictReason, staleAfterMs = Number.NaN): Conclusion {
  return { freshness, reason, staleAfterMs }
}
