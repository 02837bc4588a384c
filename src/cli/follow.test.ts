import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RuntruthError } from '../errors.ts'
import type { JudgedRun } from '../ledger/judgedRun.ts'
import { deriveVerdict } from '../truth/deriveVerdict.ts'
import type { Facts } from '../truth/facts.ts'
import { follow, type Sight } from './follow.ts'

const { facts } = JSON.parse(
  readFileSync(new URL('../truth/testdata/a-millisecond-past-the-window.queued-likely_stale.json', import.meta.url), 'utf8'),
) as { facts: Facts }

/** Queued, and not quite a second before its window is exceeded. */
const asOf = new Date(Date.parse(facts.asOf) - 1_000)
const judged = { run: { id: '1', status: 'queued' }, facts, verdict: deriveVerdict(facts, asOf.toISOString()) } as unknown as JudgedRun
const away = new RuntruthError('database_unavailable', 'away')

function clockMovedBy(stepMs: number) {
  let nowMs = 0
  return { now: () => new Date(0), monotonicMs: () => (nowMs += stepMs) }
}

describe('follow', () => {
  it('while the database is away, verdicts continue from what was known, on the clock of the database', async () => {
    const sights: Sight[] = []
    let asked = 0
    await follow({
      clock: clockMovedBy(500),
      everyMs: 1,
      signal: new AbortController().signal,
      read: () => (asked++ === 0 ? Promise.resolve({ asOf, runs: [judged] }) : Promise.reject(away)),
      show: (sight) => sights.push(sight) >= 4,
    })
    expect(sights[0]).toMatchObject({ lastHeardAt: null, runs: [{ verdict: { freshness: 'fresh' } }] })
    expect(sights.at(-1)).toMatchObject({ lastHeardAt: asOf.toISOString(), runs: [{ verdict: { freshness: 'likely_stale' } }] })
  })

  it('derives again when time alone changes a verdict, without asking', async () => {
    const seen: string[] = []
    let asked = 0
    await follow({
      clock: clockMovedBy(300),
      everyMs: 100_000,
      signal: new AbortController().signal,
      read: () => {
        asked += 1
        return Promise.resolve({ asOf, runs: [judged] })
      },
      show: ({ runs: [first] }) => {
        seen.push(first?.verdict.freshness ?? '')
        return first?.verdict.freshness === 'likely_stale'
      },
    })
    expect(asked).toBe(1)
    expect(seen[0]).toBe('fresh')
    expect(seen.at(-1)).toBe('likely_stale')
  })

  it('a database that is away from the start is an error, not an empty screen', async () => {
    const following = follow({
      clock: clockMovedBy(1),
      everyMs: 1,
      signal: new AbortController().signal,
      read: () => Promise.reject(away),
      show: () => true,
    })
    await expect(following).rejects.toBe(away)
  })
})
