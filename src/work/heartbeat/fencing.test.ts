import { describe, expect, it } from 'vitest'
import { afterAttempt, classifyFailure, FENCE_AFTER_MS, type BeatAttempt, type BeatResult } from './fencing.ts'

const LIMIT_MS = 2_000

function play(attempts: readonly [result: BeatResult, startedAtMs: number, endedAtMs: number][]): number | null {
  let safeSinceMs = 0
  for (const [result, startedAtMs, endedAtMs] of attempts) {
    const attempt: BeatAttempt = { result, startedAtMs, endedAtMs, limitMs: LIMIT_MS }
    const decision = afterAttempt(safeSinceMs, attempt)
    safeSinceMs = decision.safeSinceMs
    if (decision.fence) return endedAtMs
  }
  return null
}

/** Attempts back to back, each taking `tookMs`, until `untilMs`. */
function attempts(result: BeatResult, fromMs: number, untilMs: number, tookMs: number): [BeatResult, number, number][] {
  const list: [BeatResult, number, number][] = []
  for (let at = fromMs; at < untilMs; at += tookMs) list.push([result, at, at + tookMs])
  return list
}

describe('a worker fences itself', () => {
  it('when a black hole has swallowed every attempt for longer than a lease is safe', () => {
    const fencedAt = play(attempts('silent', 2_000, 60_000, LIMIT_MS))
    expect(fencedAt).toBeGreaterThan(LIMIT_MS)
    expect(fencedAt).toBeLessThanOrEqual(FENCE_AFTER_MS)
  })

  it.each([10, 100, 500, 1_000, 1_900, LIMIT_MS])(
    'before any lease can have been taken, with attempts of %i ms, and not for a short break',
    (tookMs) => {
      const fencedAt = play(attempts('silent', 2_000, 60_000, tookMs))
      expect(fencedAt).toBeLessThanOrEqual(FENCE_AFTER_MS)
      expect(fencedAt).toBeGreaterThan(FENCE_AFTER_MS - LIMIT_MS)
    },
  )

  it('counting from the start of the last beat that was heard, which may have waited on the way back', () => {
    expect(play([['heard', 0, 1_900], ...attempts('silent', 1_900, 60_000, 500)])).toBeLessThanOrEqual(FENCE_AFTER_MS)
  })

  it('after a freeze, once it has tried and the road is gone as well', () => {
    expect(
      play([
        ['heard', 0, 10],
        ['silent', 40_000, 42_000],
      ]),
    ).toBe(42_000)
  })
})

describe('a worker does not fence itself', () => {
  it('while the database says that it is away, however long', () => {
    expect(play(attempts('away', 0, 600_000, 500))).toBeNull()
  })

  it('when the database answers in between', () => {
    expect(play([...attempts('silent', 0, 5_000, 1_000), ['heard', 5_000, 5_010], ...attempts('silent', 7_000, 11_000, 1_000)])).toBeNull()
  })

  it('when silence turns into a refusal in between', () => {
    expect(play([...attempts('silent', 0, 5_000, 1_000), ['away', 5_000, 5_010], ...attempts('silent', 5_010, 10_000, 1_000)])).toBeNull()
  })

  it('on waking from a freeze, whether the freeze began between two attempts or within one', () => {
    expect(
      play([
        ['heard', 0, 10],
        ['heard', 40_000, 40_010],
      ]),
    ).toBeNull()
    expect(
      play([
        ['heard', 0, 10],
        ['silent', 2_000, 42_000],
        ['heard', 42_050, 42_060],
      ]),
    ).toBeNull()
    expect(
      play([
        ['silent', 0, 2_000],
        ['silent', 2_050, 42_000],
        ['heard', 42_050, 42_060],
      ]),
    ).toBeNull()
  })
})

describe('what counts as the database being away', () => {
  const failure = (code: string) => Object.assign(new Error(`failed with ${code}`), { code })

  it.each(['57P01', '57P02', '57P03', '25006', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'])('%s, which somebody had to say', (code) => {
    expect(classifyFailure(failure(code))).toBe('away')
  })

  it.each(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', '57014', '42P01'])('not %s', (code) => {
    expect(classifyFailure(failure(code))).toBe('silent')
  })

  it('not a statement that was given up without an answer', () => {
    expect(classifyFailure(new Error('Query read timeout'))).toBe('silent')
    expect(classifyFailure(new Error('timeout expired'))).toBe('silent')
  })

  it('a host of several addresses only when each of them refuses', () => {
    expect(classifyFailure(new AggregateError([failure('ECONNREFUSED'), failure('ECONNREFUSED')]))).toBe('away')
    expect(classifyFailure(new AggregateError([failure('ECONNREFUSED'), failure('ETIMEDOUT')]))).toBe('silent')
  })
})
