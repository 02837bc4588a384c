import { describe, expect, test } from 'vitest'
import { deriveVerdict } from '../deriveVerdict.ts'
import { ago, DAY, HOUR, idle, job, MINUTE, queued } from '../testing/exampleFacts.ts'

function cell(facts: unknown): string {
  const { freshness, reason } = deriveVerdict(facts)
  return `${freshness} ${reason}`
}

const MILLISECOND = 0.001

describe('Q1, the word of the queue', () => {
  test.each(['missing', 'failed', 'completed'] as const)('%s for exactly 5 s is no proof yet, a millisecond more is', (state) => {
    expect(cell(queued({}, { queueJob: job(state, 5) }))).toBe('fresh waiting_for_worker')
    expect(cell(queued({}, { queueJob: job(state, 5 + MILLISECOND) }))).toBe(`orphaned queue_job_${state}`)
  })

  test.each(['waiting', 'delayed', 'active'] as const)('%s is never proof, however old', (state) => {
    expect(cell(queued({}, { queueJob: job(state, 30 * DAY) }))).toBe('fresh waiting_for_worker')
  })

  test('an unknown age is no proof, and is listed as such', () => {
    const verdict = deriveVerdict(queued({}, { queueJob: job('missing', null) }))
    expect(verdict.freshness).toBe('fresh')
    expect(verdict.evidence).toContainEqual({
      signal: 'queue_job',
      checked: true,
      observed: 'missing, since when is not known',
      threshold: '5 s',
      supports: 'nothing',
    })
  })

  test('an observation without a date, or dated further ahead than clocks disagree, was not checked', () => {
    const undated = { ...job('missing', 60), observedAt: null }
    for (const queueJob of [undated, job('missing', 60, -5.001), job('missing', -5.001)]) {
      const verdict = deriveVerdict(queued({}, { queueJob }))
      expect(verdict.freshness).toBe('fresh')
      expect(verdict.evidence.find(({ signal }) => signal === 'queue_job')?.checked).toBe(false)
    }
    expect(cell(queued({}, { queueJob: job('missing', 60, -5) }))).toBe('orphaned queue_job_missing')
  })
})

describe('Q2, scheduled', () => {
  test('a planned instant is kept to the millisecond', () => {
    expect(cell(queued({ availableAt: ago(-MILLISECOND) }))).toBe('fresh scheduled')
    expect(cell(queued({ availableAt: ago(0) }))).toBe('fresh waiting_for_worker')
  })

  test('an uncovered type is healthy until it is due, and unknown from then on', () => {
    const facts = queued({ availableAt: ago(-60) }, { policy: null })
    expect(deriveVerdict(facts)).toMatchObject({ freshness: 'fresh', nextChangeAt: '2026-11-23T12:05:00.000Z' })
    expect(deriveVerdict(facts, ago(-60)).freshness).toBe('unknown')
  })
})

describe('Q3, nothing to judge by', () => {
  test('no window means unknown, whatever the age', () => {
    expect(cell(queued({ createdAt: ago(90 * DAY) }, { policy: null }))).toBe('unknown uncovered_type')
  })

  test('a creation up to 5 s ahead counts as now, further ahead it is unusable', () => {
    expect(cell(queued({ createdAt: ago(-5) }))).toBe('fresh waiting_for_worker')
    expect(cell(queued({ createdAt: ago(-5 - MILLISECOND) }))).toBe('unknown unusable_timestamps')
  })

  test('a due time that cannot be read is not replaced by the creation time', () => {
    expect(cell(queued({ createdAt: ago(HOUR), availableAt: 'tomorrow' }))).toBe('unknown unusable_timestamps')
  })
})

describe('Q4, past the queued window', () => {
  test('equal is inside, a millisecond more is outside', () => {
    expect(cell(queued({ createdAt: ago(10 * MINUTE) }))).toBe('fresh waiting_for_worker')
    expect(cell(queued({ createdAt: ago(10 * MINUTE + MILLISECOND) }))).toBe('likely_stale past_queued_window')
  })

  test('counts from when it became available, not from its creation', () => {
    expect(cell(queued({ createdAt: ago(DAY), availableAt: ago(MINUTE) }))).toBe('fresh waiting_for_worker')
  })
})

describe('Q5, waiting', () => {
  test('names the reason that would have to end first', () => {
    const held = { paused: { by: null, since: null }, liveWorkers: 0, ahead: 3, concurrencyLimit: 5 }
    expect(cell(queued({}, { queue: held }))).toBe('fresh queue_paused')
    expect(cell(queued({}, { queue: { ...held, paused: null } }))).toBe('fresh no_live_worker')
    expect(cell(queued({}, { queue: { ...held, paused: null, liveWorkers: 2 } }))).toBe('fresh concurrency_limit')
    expect(cell(queued({}, { queue: { ...idle, ahead: 3 } }))).toBe('fresh behind_others')
    expect(cell(queued({}, { queue: idle }))).toBe('fresh waiting_for_worker')
  })

  test('without a live worker it does not say that nothing needs doing', () => {
    const { guidance, nextStep } = deriveVerdict(queued({}, { queue: { ...idle, liveWorkers: 0 } }))
    expect(guidance).not.toMatch(/no action needed/i)
    expect(nextStep?.label).toBe('Review worker health')
  })
})
