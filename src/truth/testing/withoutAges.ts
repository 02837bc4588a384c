import type { Verdict } from '../verdict.ts'

/** The part of a verdict that may only change at `nextChangeAt`: ages, clock words and the evaluation time are left out. */
export function withoutAges(verdict: Verdict): string {
  const { asOf: _asOf, nextChangeAt: _nextChangeAt, ...rest } = verdict
  return JSON.stringify(rest, (key: string, value: unknown) => {
    if (key === 'elapsedMs') return value === null ? null : 'elapsed'
    if (typeof value !== 'string') return value
    // A raw instant is a fact and must not move; only what is counted or worded from `asOf` may.
    if (/^\S*\d{4}-\d\d-\d\dT/.test(value)) return value
    return value.replace(CLOCK, 'CLOCK').replace(AGE, 'AGE')
  })
}

const CLOCK = /(?:\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:\d{4} )?)?\b\d\d:\d\d:\d\d\b/g
const AGE = /\b\d[\d,.]* (?:ms|s|min|h|d)(?: \d+ (?:s|min|h))?(?= ago|,|$)/g
