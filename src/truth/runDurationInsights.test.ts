import { describe, expect, test } from 'vitest'
import { deriveVerdict } from './deriveVerdict.ts'
import { ago, alive, completed, MINUTE, queued, running } from './testing/exampleFacts.ts'

const history = { p50Ms: 120_000, p95Ms: 240_000, count: 41 }

describe('duration insight', () => {
  test('exactly p95 is typical, a millisecond more is longer than usual, and nextChangeAt says when', () => {
    const facts = running({ startedAt: ago(4 * MINUTE) }, { history, worker: { ...alive, heartbeatAt: ago(0) } })
    expect(deriveVerdict(facts)).toMatchObject({
      duration: { elapsedMs: 240_000, usualMs: [120_000, 240_000], insight: 'typical', label: 'Usually 2–4 min' },
      nextChangeAt: ago(-0.001),
    })
    expect(deriveVerdict(facts, ago(-0.001)).duration).toMatchObject({
      insight: 'longer_than_usual',
      label: 'Longer than usual, usually 2–4 min',
    })
    expect(deriveVerdict(facts, ago(-0.001)).freshness).toBe('fresh')
  })

  test('fewer than five samples, or samples that cannot be, make no claim', () => {
    for (const broken of [{ ...history, count: 4 }, { ...history, p50Ms: 300_000 }, { ...history, p95Ms: Number.NaN }, null]) {
      expect(deriveVerdict(running({}, { history: broken })).duration).toMatchObject({ usualMs: null, insight: 'none', label: null })
    }
  })

  test('calms nobody: a stale operation has no insight, no words and no running clock', () => {
    const stale = running({}, { history, worker: { ...alive, heartbeatAt: ago(60) } })
    expect(deriveVerdict(stale).duration).toEqual({ elapsedMs: null, usualMs: [120_000, 240_000], insight: 'none', label: null })
  })

  test('a queued operation may say what is usual, and nothing about itself', () => {
    expect(deriveVerdict(queued({}, { history })).duration).toMatchObject({ elapsedMs: null, insight: 'none', label: 'Usually 2–4 min' })
  })

  test('a success says how long it took and compares; a failure does not compare; a reconciled one claims no duration', () => {
    expect(deriveVerdict(completed({ outcome: 'succeeded' }, { history })).duration).toMatchObject({
      insight: 'typical',
      label: 'Took 4 min, usually 2–4 min',
    })
    expect(deriveVerdict(completed({ outcome: 'failed' }, { history })).duration).toMatchObject({ insight: 'none', label: 'Took 4 min' })
    const reconciliation = { reason: 'worker_lost', at: ago(9), by: 'reconciler', rule: 'R1', because: null, amendedAt: null } as const
    expect(deriveVerdict(completed({ outcome: 'failed', reconciliation }, { history })).duration).toMatchObject({
      elapsedMs: null,
      label: null,
    })
  })

  test('an end before the start has no duration', () => {
    expect(deriveVerdict(completed({ outcome: 'succeeded', completedAt: ago(3_000) })).duration.elapsedMs).toBeNull()
  })
})
