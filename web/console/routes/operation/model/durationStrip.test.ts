import { describe, expect, test } from 'vitest'
import { deriveVerdict, FRESHNESS_STATES, findForbidden } from '../../../../../src/truth/index.ts'
import { ago, completed, gone, running } from '../../../../../src/truth/testing/exampleFacts.ts'
import { durationStrip } from './durationStrip.ts'

const past = [60_000, 120_000, 180_000].map((ms, index) => ({ id: String(index + 1), completedAt: ago(600 - index), ms }))
const succeeded = deriveVerdict(completed({ outcome: 'succeeded' }))

describe('the strip of durations', () => {
  test('is not there without history, nor when this one is all the history there is', () => {
    expect(durationStrip([], '9', succeeded)).toBeNull()
    expect(durationStrip(past.slice(0, 1), '1', succeeded)).toBeNull()
  })

  test('marks this one among the others', () => {
    const strip = durationStrip(past, '2', succeeded)
    expect(strip?.bars.map(({ own }) => own)).toEqual([false, true, false])
    expect(strip?.summary).toBe('The latest 2 other successes took 1 min to 3 min. This one took 2 min, more than 1 of them.')
  })

  test('draws one that is still at it as long as it has taken so far', () => {
    const strip = durationStrip(past, '9', deriveVerdict(running({ startedAt: ago(90) })))
    expect(strip?.bars.at(-1)).toEqual({ id: '9', completedAt: null, ms: 90_000, own: true })
    expect(strip?.summary).toMatch(/This one: 1 min 30 s so far\.$/)
  })

  test('draws nothing for one of which nothing honest can be said: lost, or reconciled', () => {
    const strip = durationStrip(past, '9', deriveVerdict(running({}, { worker: gone })))
    expect(strip?.bars).toHaveLength(3)
    expect(strip?.summary).toBe('The latest 3 other successes took 1 min to 3 min.')
  })

  test('claims nothing in any cell', () => {
    for (const id of ['2', '9']) {
      const summary = durationStrip(past, id, succeeded)?.summary ?? ''
      for (const freshness of FRESHNESS_STATES) expect(findForbidden(summary, freshness)).toEqual([])
    }
  })
})
