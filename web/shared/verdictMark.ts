import type { RunOutcome } from '../../src/truth/facts.ts'
import type { FreshnessState, Verdict } from '../../src/truth/verdict.ts'

/** How a verdict looks: never by colour alone, so each has a shape and a tone; the word is the verdict's own headline. */
export type Shape = 'dot' | 'half' | 'broken' | 'dashed' | 'square' | 'check' | 'link' | 'dash'
export type Tone = 'fresh' | 'stale' | 'lost' | 'unknown' | 'followup' | 'succeeded' | 'reconciled' | 'quiet'

export interface Mark {
  readonly shape: Shape
  readonly tone: Tone
}

const FOLLOW_UP: Mark = { shape: 'square', tone: 'followup' }

const MARKS: Record<Exclude<FreshnessState, 'settled'>, Mark> = {
  fresh: { shape: 'dot', tone: 'fresh' },
  likely_stale: { shape: 'half', tone: 'stale' },
  orphaned: { shape: 'broken', tone: 'lost' },
  unknown: { shape: 'dashed', tone: 'unknown' },
  reconciled: { shape: 'link', tone: 'reconciled' },
}

const SETTLED: Record<RunOutcome, Mark> = {
  pending: FOLLOW_UP,
  succeeded: { shape: 'check', tone: 'succeeded' },
  partially_succeeded: FOLLOW_UP,
  blocked: FOLLOW_UP,
  failed: FOLLOW_UP,
  cancelled: { shape: 'dash', tone: 'quiet' },
}

export function markOf({ freshness }: Pick<Verdict, 'freshness'>, outcome: RunOutcome): Mark {
  return freshness === 'settled' ? SETTLED[outcome] : MARKS[freshness]
}
