import { describe, expect, test } from 'vitest'
import { deriveVerdict } from './deriveVerdict.ts'
import type { RunFacts } from './facts.ts'
import { floorPercent } from './progressContract.ts'
import { ago, alive, completed, gone, queued, running } from './testing/exampleFacts.ts'
import type { Progress } from './verdict.ts'

function progress(run: Partial<RunFacts>): Progress {
  return deriveVerdict(running({ lastProgressAt: ago(2), ...run })).progress
}

const everything = { phase: 'Uploading', children: { total: 5, finished: 2 }, counts: { processed: 37, total: 100 } }

describe('the five modes', () => {
  test('none when terminal and activity when queued, whatever else is known', () => {
    expect(deriveVerdict(completed({ outcome: 'succeeded', ...everything })).progress).toMatchObject({
      mode: 'none',
      live: false,
      label: null,
    })
    expect(deriveVerdict(queued(everything)).progress).toMatchObject({ mode: 'activity', live: false, label: null, processed: null })
  })

  test('phased before composite before counted before activity', () => {
    expect(progress(everything)).toMatchObject({ mode: 'phased', label: 'Uploading, 37 of 100', percent: null })
    expect(progress({ ...everything, phase: null })).toMatchObject({ mode: 'composite', label: '2 of 5 parts finished', percent: null })
    expect(progress({ counts: everything.counts })).toMatchObject({ mode: 'counted', label: '37 of 100', percent: 37 })
    expect(progress({})).toMatchObject({ mode: 'activity', label: null, percent: null })
  })

  test.each([
    { processed: 1, total: 0 },
    { processed: 2, total: 1 },
    { processed: -1, total: 10 },
    { processed: 1.5, total: 10 },
    { processed: 1 },
    { total: 10 },
    { succeeded: 9, failed: 1, skipped: 2, total: 12 },
  ])('counts %j are no progress', (counts) => {
    expect(progress({ counts })).toMatchObject({ mode: 'activity', processed: null, percent: null })
  })

  test('parts that cannot be are no parts', () => {
    expect(progress({ children: { total: 0, finished: 0 } }).mode).toBe('activity')
    expect(progress({ children: { total: 2, finished: 3 } }).mode).toBe('activity')
  })
})

describe('what is said', () => {
  test('percentages are floored and never 100', () => {
    expect([floorPercent(999, 1_000), floorPercent(1, 3), floorPercent(0, 7), floorPercent(7, 7)]).toEqual([99, 33, 0, 99])
    expect(progress({ counts: { processed: 999, total: 1_000 } }).percent).toBe(99)
  })

  test('all processed is not finished: no percentage, and it says what is left', () => {
    expect(progress({ counts: { processed: 1_204, total: 1_204 } })).toMatchObject({
      label: 'All 1,204 processed. Finishing.',
      percent: null,
    })
  })

  test('counts that start over with a new attempt are shown as reported, with the reason', () => {
    expect(progress({ attempt: 2, restartedAt: ago(20), counts: { processed: 3, total: 100 } }).label).toBe('3 of 100, restarted')
  })

  test('what an earlier attempt reported is not the progress of this one', () => {
    expect(progress({ attempt: 2, restartedAt: ago(1), counts: { processed: 80, total: 100 } })).toMatchObject({
      mode: 'activity',
      processed: null,
    })
  })

  test('outside fresh everything is frozen and the last report is a dated fact', () => {
    const run = { counts: { processed: 37, total: 100 }, lastProgressAt: ago(60) }
    for (const worker of [{ ...alive, heartbeatAt: ago(48) }, gone]) {
      expect(deriveVerdict(running(run, { worker }), ago(-180)).progress).toMatchObject({
        mode: 'counted',
        live: false,
        label: 'Last reported 37 of 100, 4 min ago',
        percent: null,
      })
    }
  })
})
