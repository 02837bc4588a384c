import { describe, expect, test } from 'vitest'
import { LockBeats } from './lockBeats.ts'

const SECOND = 1_000
const START = 1_000_000
const DURATION = 30 * SECOND

function beats() {
  const known = new LockBeats(DURATION, DURATION / 2)
  return (atMs: number, remainingMs: number | null) => known.note('job', START + atMs, remainingMs).at.getTime() - START
}

describe('when a lock was last renewed', () => {
  test('is computed from what is left of it', () => {
    expect(beats()(0, 30 * SECOND)).toBe(0)
    expect(beats()(0, 22 * SECOND)).toBe(-8 * SECOND)
  })

  test('stays where it is while it is not renewed, however its clock is read', () => {
    const note = beats()
    note(0, 30 * SECOND)
    expect(note(10 * SECOND, 20 * SECOND + 3)).toBe(0)
  })

  test('is no earlier than the look before, when it expires later than it did then', () => {
    const note = beats()
    note(0, 8 * SECOND)
    // A lock of ten seconds, of which the source was not told.
    expect(note(5 * SECOND, 9 * SECOND)).toBe(0)
  })

  test('was at least its duration ago when it is gone, and does not come nearer as time goes by', () => {
    const note = beats()
    expect(note(0, null)).toBeLessThan(-DURATION)
    const first = note(0, null)
    expect(note(60 * SECOND, null)).toBe(first)
  })

  test('is now when it is taken again', () => {
    const note = beats()
    note(0, null)
    expect(note(SECOND, 30 * SECOND)).toBe(SECOND)
  })

  test('may lie longer ago than the lock lasts, where the store keeps a lock that has run out', () => {
    expect(beats()(0, -20 * SECOND)).toBe(-50 * SECOND)
  })
})

test('a lock that lasts longer than the source was told is learned', () => {
  const known = new LockBeats(DURATION, DURATION / 2)
  expect(known.note('job', START, 60 * SECOND)).toMatchObject({ at: new Date(START), silentAfterMs: 60 * SECOND })
  expect(known.note('other', START, 45 * SECOND).at.getTime()).toBe(START - 15 * SECOND)
})

test('a forgotten attempt is read as if for the first time', () => {
  const known = new LockBeats(DURATION, DURATION / 2)
  const gone = known.note('job', START, null).at
  known.keep(new Set())
  expect(known.note('job', START + SECOND, null).at).not.toEqual(gone)
})
