import { describe, expect, test } from 'vitest'
import type { ActiveAttempt, WorkerConnection } from '../holders.ts'
import { Company } from './company.ts'

const START = 1_000_000
const HOST = '10.0.0.1'
const worker: WorkerConnection = { key: 'worker', queue: 'emails', worker: 'one', host: HOST, openedMs: 0 }
/** Its lock was renewed five seconds before it was missed. */
const attempt: ActiveAttempt = {
  queue: 'emails',
  id: '1',
  attempt: '1@1',
  worker: 'one',
  mayBeUnnamed: false,
  startedMs: 1,
  beat: { at: new Date(START - 5_000), everyMs: 15_000, silentAfterMs: 30_000 },
}

/** Unnamed connections of its host, by id: since when each has said nothing. */
type Others = Readonly<Record<number, { readonly idleMs: number; readonly host?: string }>>

function isSurelyGone(before: Others, after: Others, attempts: readonly ActiveAttempt[] = [attempt]): boolean {
  const company = new Company()
  const seen = (workers: readonly WorkerConnection[], others: Others) => ({
    workers,
    others: new Map(Object.entries(others).map(([id, { idleMs, host = HOST }]) => [Number(id), { idleMs, host }])),
  })
  company.notice(seen([worker], before))
  company.notice(seen([], after))
  return company.isSurelyGone(START, worker, attempts)
}

describe('a worker whose connection is missing', () => {
  test('is surely gone when its other connection went with it', () => {
    expect(isSurelyGone({ 1: { idleMs: 0 } }, {})).toBe(true)
  })

  test('may be at work as long as each connection of its host is there', () => {
    expect(isSurelyGone({ 1: { idleMs: 0 } }, { 1: { idleMs: 9_000 } })).toBe(false)
  })

  test('may be at work through one that is left and was heard since its lock was renewed, whoever else went', () => {
    const before = { 1: { idleMs: 0 }, 2: { idleMs: 0 } }
    expect(isSurelyGone(before, { 1: { idleMs: 5_000 } })).toBe(false)
    expect(isSurelyGone(before, { 1: { idleMs: 6_000 } })).toBe(true)
  })

  test('is not proven gone by what was of another host, nor where nothing was seen beside it or it has no job', () => {
    expect(isSurelyGone({ 1: { idleMs: 0, host: '10.0.0.2' } }, {})).toBe(false)
    expect(isSurelyGone({}, {})).toBe(false)
    expect(isSurelyGone({ 1: { idleMs: 0 } }, {}, [])).toBe(false)
  })
})
