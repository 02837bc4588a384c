import { describe, expect, test } from 'vitest'
import { deriveVerdict } from './deriveVerdict.ts'
import type { Facts } from './facts.ts'
import type { ReconciliationPlan } from './reconciliationPlan.ts'
import { reconciliationPlan } from './reconciliationPlan.ts'
import { ago, alive, completed, gone, HOUR, job, MINUTE, policy, queued, reporting, running } from './testing/exampleFacts.ts'
import type { EvidenceSignal } from './verdict.ts'

function plan(facts: Facts, orphanedSince: string | null = null, checkable: readonly EvidenceSignal[] = []): ReconciliationPlan {
  return reconciliationPlan({ verdict: deriveVerdict(facts), facts, orphanedSince, checkable })
}

const MILLISECOND = 0.001

describe('orphaned', () => {
  const killed = running({}, { worker: gone })

  test('waits on first sight, however certain, and says when it is due', () => {
    expect(plan(killed)).toMatchObject({ action: 'wait', reason: 'worker_lost', rule: 'R1', dueAt: '2026-11-23T12:04:05.000Z' })
    expect(
      reconciliationPlan({ verdict: deriveVerdict(killed), facts: killed, orphanedSince: null, checkable: [], settleAfterMs: 0 }).action,
    ).toBe('wait')
  })

  test('closes once it has stood for settleAfter, and not a millisecond before', () => {
    expect(plan(killed, ago(5 - MILLISECOND)).action).toBe('wait')
    expect(plan(killed, ago(5))).toMatchObject({ action: 'close', reason: 'worker_lost' })
  })

  test('the second look is a later one, even where nothing has to settle', () => {
    const look = (orphanedSince: string) =>
      reconciliationPlan({ verdict: deriveVerdict(killed), facts: killed, orphanedSince, checkable: [], settleAfterMs: 0 }).action
    expect([look(ago(0)), look(ago(MILLISECOND))]).toEqual(['wait', 'close'])
  })

  test('a first sight that cannot be read counts as none', () => {
    expect(plan(killed, 'a while ago').action).toBe('wait')
  })

  test('the reason names what was proven', () => {
    const reasonOf = (facts: Facts) => plan(facts, ago(60)).reason
    expect(reasonOf(running({}, { worker: { ...alive, bootId: 'b2' } }))).toBe('worker_lost')
    expect(reasonOf(running({}, { worker: { ...alive, processAlive: false } }))).toBe('worker_lost')
    expect(reasonOf(running({}, { queueJob: job('failed', 60) }))).toBe('queue_failure_bridge')
    expect(reasonOf(running({}, { queueJob: job('completed', 60) }))).toBe('queue_failure_bridge')
    expect(reasonOf(running({}, { queueJob: job('missing', 60) }))).toBe('queue_job_missing')
    expect(reasonOf(queued({}, { queueJob: job('missing', 60) }))).toBe('queue_job_missing')
    expect(reasonOf(queued({ dispatchUnconfirmed: true }, { queueJob: job('missing', 60) }))).toBe('dispatch_failed')
    expect(reasonOf(running({ dispatchUnconfirmed: true }, { queueJob: job('missing', 60) }))).toBe('queue_job_missing')
  })

  test('what is written down names the day, because it is read on another one', () => {
    expect(plan(killed).because).toBe(
      'The worker process worker-1 is gone (session ended by 23 Nov 2026 12:04:00, last seen 23 Nov 2026 12:03:01 UTC).',
    )
  })
})

describe('likely stale', () => {
  test('a queued operation closes one more window after its window, when the type declares nothing else', () => {
    expect(plan(queued({ createdAt: ago(20 * MINUTE) }))).toMatchObject({
      action: 'wait',
      reason: 'stale_queued',
      rule: 'Q4',
      dueAt: ago(-MILLISECOND),
    })
    expect(plan(queued({ createdAt: ago(20 * MINUTE + MILLISECOND) }))).toMatchObject({ action: 'close', reason: 'stale_queued' })
  })

  test('or after the reconcileAfter it declares', () => {
    const declared = { ...policy, reconcileAfterMs: 60_000 }
    expect(plan(queued({ createdAt: ago(11 * MINUTE) }, { policy: declared })).action).toBe('wait')
    expect(plan(queued({ createdAt: ago(11 * MINUTE + MILLISECOND) }, { policy: declared })).action).toBe('close')
  })

  test('an operation the queue never confirmed could not be queued', () => {
    expect(plan(queued({ createdAt: ago(HOUR), dispatchUnconfirmed: true }))).toMatchObject({ action: 'close', reason: 'dispatch_failed' })
  })

  test('a silent worker or silent progress closes only when silent for longer than reconcileAfter', () => {
    const silentFor = (seconds: number) =>
      running({ createdAt: ago(2 * HOUR), startedAt: ago(2 * HOUR) }, { worker: { ...alive, heartbeatAt: ago(seconds) } })
    expect(plan(silentFor(30 * MINUTE + 6))).toMatchObject({ action: 'wait', reason: 'stale_running', rule: 'R3' })
    expect(plan(silentFor(30 * MINUTE + 6 + MILLISECOND))).toMatchObject({ action: 'close', reason: 'stale_running', rule: 'R3' })
    const unreported = (seconds: number) =>
      running({ createdAt: ago(2 * HOUR), startedAt: ago(2 * HOUR), lastProgressAt: ago(seconds) }, { policy: reporting })
    expect(plan(unreported(30 * MINUTE + 90)).action).toBe('wait')
    expect(plan(unreported(30 * MINUTE + 90 + MILLISECOND))).toMatchObject({ action: 'close', rule: 'R4' })
  })

  test('past the running window counts from the later of the window and the last recent report', () => {
    const late = (startedSeconds: number, progressSeconds: number | null) =>
      running({
        createdAt: ago(5 * HOUR),
        startedAt: ago(startedSeconds),
        lastProgressAt: progressSeconds === null ? null : ago(progressSeconds),
      })
    expect(plan(late(HOUR, null)).action).toBe('wait')
    expect(plan(late(HOUR + MILLISECOND, null))).toMatchObject({ action: 'close', reason: 'stale_running', rule: 'R5' })
    expect(plan(late(4 * HOUR, 37.5 * MINUTE)).action).toBe('wait')
    expect(plan(late(4 * HOUR, 37.5 * MINUTE + MILLISECOND)).action).toBe('close')
  })

  test('an uncovered type is never closed on suspicion', () => {
    const facts = running({ startedAt: ago(9 * HOUR) }, { policy: null, worker: { ...alive, heartbeatAt: ago(8 * HOUR) } })
    expect(deriveVerdict(facts).freshness).toBe('likely_stale')
    expect(plan(facts)).toMatchObject({ action: 'leave', reason: null, dueAt: null })
  })

  test('never closes before every checkable signal was checked, and says which were not', () => {
    const facts = running(
      { createdAt: ago(2 * HOUR), startedAt: ago(2 * HOUR) },
      { worker: { ...alive, heartbeatAt: ago(HOUR), sessionHeld: null } },
    )
    expect(plan(facts, null, ['worker_heartbeat']).action).toBe('close')
    expect(plan(facts, null, ['worker_session', 'queue_job'])).toMatchObject({
      action: 'wait',
      dueAt: null,
      because: expect.stringContaining('Not closed while unchecked: worker session, queue job.'),
    })
  })
})

test('fresh, unknown and terminal operations are left alone', () => {
  for (const facts of [queued(), running(), queued({}, { policy: null }), completed({ outcome: 'failed' })]) {
    expect(plan(facts, ago(HOUR))).toMatchObject({ action: 'leave', reason: null, dueAt: null })
  }
})

test('a verdict that does not follow from the facts beside it closes nothing', () => {
  const verdict = deriveVerdict(running({}, { worker: gone }))
  expect(reconciliationPlan({ verdict, facts: running(), orphanedSince: ago(60), checkable: [] }).action).toBe('leave')
  const otherProof = running({}, { worker: { ...alive, bootId: 'b2' } })
  expect(reconciliationPlan({ verdict, facts: otherProof, orphanedSince: ago(60), checkable: [] }).action).toBe('leave')
})
