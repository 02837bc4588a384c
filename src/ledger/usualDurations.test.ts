import { expect, it } from 'vitest'
import type { JudgedRow } from './sql/selectRuns.ts'
import { knownTypes, shareUsual, type UsualDurations } from './usualDurations.ts'

// Of a row only these are looked at.
const row = (type: string, p50Ms: number | null) => ({ type, p50Ms, p95Ms: p50Ms, samples: p50Ms === null ? null : 7 }) as JudgedRow

it('what one page has read of how long types take, the next one of the same observation is not asked for again', () => {
  const usual: UsualDurations = new Map()
  expect(knownTypes(usual, 1)).toEqual([])
  const first = [row('sync', 800), row('sync', 800), row('export', null)]
  shareUsual(usual, 1, [], first)
  expect(first).toEqual([row('sync', 800), row('sync', 800), row('export', null)])
  const known = knownTypes(usual, 1)
  expect(known).toEqual(['sync', 'export'])
  const second = [row('sync', null), row('archive', 50), row('export', null)]
  shareUsual(usual, 1, known, second)
  expect(second).toEqual([row('sync', 800), row('archive', 50), row('export', null)])
})

it('is kept apart for each workspace', () => {
  const usual: UsualDurations = new Map()
  shareUsual(usual, 1, [], [row('sync', 800)])
  expect(knownTypes(usual, 2)).toEqual([])
})
