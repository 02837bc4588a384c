/** What history lets us say about duration. It calms nobody: for an open operation that is not fresh there is no insight and no running clock. */

import { formatDuration, formatDurationRange } from './durations.ts'
import type { Judgement } from './judgement.ts'
import { MIN_HISTORY_SAMPLES } from './lifecyclePolicy.ts'
import type { Moment } from './moment.ts'
import { isPast, isUsable } from './moment.ts'
import type { ReadFacts } from './readFacts.ts'
import { isSound } from './readFacts.ts'
import type { DurationInsight, FreshnessState, Lifecycle, RunDurationInsights } from './verdict.ts'

export interface DurationJudgement {
  readonly elapsedMs: number | null
  readonly insight: DurationInsight
}

const NOTHING_TO_SAY: DurationJudgement = { elapsedMs: null, insight: 'none' }

export function judgeDuration(read: ReadFacts, lifecycle: Lifecycle, freshness: FreshnessState, moment: Moment): DurationJudgement {
  const startedAt = read.run?.startedAt ?? null
  if (!isSound(startedAt)) return NOTHING_TO_SAY
  const p95Ms = isTelling(read.history) ? read.history.p95Ms : null
  if (lifecycle === 'running' && freshness === 'fresh') {
    if (!isUsable(moment, startedAt.ms)) return NOTHING_TO_SAY
    const elapsedMs = Math.max(0, moment.asOfMs - startedAt.ms)
    return { elapsedMs, insight: p95Ms === null ? 'none' : isPast(moment, startedAt.ms + p95Ms) ? 'longer_than_usual' : 'typical' }
  }
  // A reconciled operation was closed when somebody noticed: the time until then is not how long it worked.
  if (freshness !== 'settled') return NOTHING_TO_SAY
  const completedAt = read.run?.completedAt ?? null
  if (!isSound(completedAt) || completedAt.ms < startedAt.ms) return NOTHING_TO_SAY
  const elapsedMs = completedAt.ms - startedAt.ms
  // History holds successes only; how long a failure took compares with nothing.
  const comparable = p95Ms !== null && read.run?.outcome === 'succeeded'
  return { elapsedMs, insight: !comparable ? 'none' : elapsedMs > p95Ms ? 'longer_than_usual' : 'typical' }
}

export function presentDuration(judgement: Judgement): RunDurationInsights {
  const { read, elapsedMs, insight, lifecycle, freshness } = judgement
  const history = isTelling(read.history) ? read.history : null
  const usualMs = history === null ? null : ([history.p50Ms, history.p95Ms] as const)
  return { elapsedMs, usualMs, insight, label: label() }

  // Most verdicts on a page show no range, and wording one costs as much as the rest of the insight.
  function range(): string {
    return history === null ? '' : formatDurationRange(history.p50Ms, history.p95Ms)
  }

  function label(): string | null {
    if (lifecycle === 'completed') {
      if (elapsedMs === null) return null
      const took = `Took ${formatDuration(elapsedMs)}`
      switch (insight) {
        case 'none':
          return took
        case 'typical':
          return `${took}, usually ${range()}`
        case 'longer_than_usual':
          return `${took}, longer than the usual ${range()}`
      }
    }
    if (freshness !== 'fresh' || history === null) return null
    return insight === 'longer_than_usual' ? `Longer than usual, usually ${range()}` : `Usually ${range()}`
  }
}

function isTelling(history: ReadFacts['history']): history is NonNullable<ReadFacts['history']> {
  return history !== null && history.count >= MIN_HISTORY_SAMPLES
}
