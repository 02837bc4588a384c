import { describe, expect, test } from 'vitest'
import type { ObservedRow } from '../../src/ledger/sql/selectObserved.ts'
import type { AbsentJob, JobWord } from '../../src/sources/contract.ts'
import { planFollow } from '../../src/sources/mirror/planFollow.ts'
import { observedRow } from '../ledger/observed.ts'
import { absent, active, after, completed, failed, word } from './words.ts'

const ASKED_AT = after(60)

const RUNNING = observedRow({ running: { runId: '11', attempt: 1, lease: 'l1' }, tenantId: null })
const QUEUED: ObservedRow = { ...RUNNING, status: 'queued', attempt: 0, lease: null }
const TRACKED: ObservedRow = { ...RUNNING, trackedBy: 'boot' }
const CLOSED: ObservedRow = { ...RUNNING, status: 'completed', outcome: 'failed', reconciled: true, completedAt: after(30) }

function plan(run: ObservedRow, said: JobWord | AbsentJob, certain = false): string {
  const { kind, ...rest } = planFollow(run, said, { askedAt: ASKED_AT, certain })
  return kind === 'reborn' || !('steps' in rest)
    ? kind
    : rest.steps.map((step) => ('outcome' in step ? `${step.kind} ${step.outcome}` : step.kind)).join(', ')
}

describe('what is queued', () => {
  test.each([
    ['still waits', word('a'), ''],
    ['waits for its next attempt, the first of which nobody saw', word('a', { attempt: 1, failure: 'x' }), 'start, requeue'],
    ['was given out', active('a'), 'start'],
    ['ended between two looks', completed('a'), 'start, end succeeded'],
    ['failed between two looks', failed('a'), 'start, end failed'],
    ['was cancelled', word('a', { state: 'cancelled', endedAt: after(5) }), 'end cancelled'],
    ['is gone, and its queue deletes what succeeds', absent('a', 'succeeded'), 'start, end succeeded'],
    ['was deleted', absent('a', 'deleted'), 'end cancelled'],
    ['is gone, and nobody knows how', absent('a', 'unknown'), 'miss'],
  ] as const)('%s', (_what, said, steps) => expect(plan(QUEUED, said)).toBe(steps))
})

describe('what runs', () => {
  test.each([
    ['runs on', active('a'), ''],
    ['failed, and is to be tried again', word('a', { state: 'delayed', attempt: 1, failure: 'x', availableAt: after(90) }), 'requeue'],
    ['was taken from a lost worker', word('a', { attempt: 1 }), 'requeue'],
    ['was given to another worker between two looks', active('a', { attempt: 2 }), 'requeue, start'],
    ['succeeded', completed('a'), 'end succeeded'],
    ['is gone, and its queue deletes what succeeds', absent('a', 'succeeded'), 'end succeeded'],
    ['is gone, and nobody knows how', absent('a', 'unknown'), 'miss'],
  ] as const)('%s', (_what, said, steps) => expect(plan(RUNNING, said)).toBe(steps))

  test('is found again after it was missed, and missed only once', () => {
    expect(plan({ ...RUNNING, missing: true }, active('a'))).toBe('find')
    expect(plan({ ...RUNNING, missing: true }, absent('a', 'unknown'))).toBe('')
  })
})

describe('what a worker of ours tracks', () => {
  test('is left to its report as long as that may be on its way', () => {
    expect(plan(TRACKED, completed('a', { endedAt: after(55) }))).toBe('')
    expect(plan(TRACKED, completed('a', { endedAt: after(54.999) }))).toBe('end succeeded')
    expect(plan(TRACKED, active('a'))).toBe('')
  })

  test('loses its job as evidence, not as an end', () => {
    expect(plan(TRACKED, absent('a', 'succeeded', after(58)))).toBe('miss')
    expect(plan(TRACKED, absent('a', 'succeeded', after(20)))).toBe('end succeeded')
  })
})

describe('what was closed', () => {
  test('is another operation when its queue gives it out again, and only a new attempt is that', () => {
    expect(plan(CLOSED, active('a'))).toBe('')
    expect(plan(CLOSED, active('a', { attempt: 2 }))).toBe('reborn')
    expect(plan(CLOSED, word('a', { attempt: 1 }))).toBe('reborn')
  })

  test('is not brought back by a word that was on its way while it ended', () => {
    expect(plan({ ...CLOSED, reconciled: false, completedAt: after(55) }, active('a'))).toBe('')
    expect(plan({ ...CLOSED, reconciled: false, completedAt: after(54.999) }, active('a'))).toBe('reborn')
    expect(plan({ ...CLOSED, completedAt: after(59) }, word('a'), true)).toBe('reborn')
  })

  test('is amended by its own end when that was another one, once', () => {
    expect(plan(CLOSED, completed('a'))).toBe('amend succeeded')
    expect(plan(CLOSED, failed('a'))).toBe('')
    expect(plan({ ...CLOSED, amended: true }, completed('a'))).toBe('')
    expect(plan(CLOSED, completed('a', { attempt: 2 }))).toBe('reborn')
  })

  test('by its own report stays as it was reported', () => {
    const reported: ObservedRow = { ...CLOSED, reconciled: false, outcome: 'succeeded' }
    expect(plan(reported, completed('a'))).toBe('')
    expect(plan(reported, absent('a', 'unknown'))).toBe('')
  })
})
