import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { reconcileTwice } from '../../src/reconcile/reconcileTwice.ts'
import { COVERED, holdSession, insertRunHistory, insertWorkerHistory } from '../support/factories.ts'
import { createFixture } from '../support/fixture.ts'
import { createHarness, NEVER_MS, type Harness } from './harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness(await createFixture())
})
afterAll(async () => await harness.close())
beforeEach(async () => {
  await harness.fixture.owner.query('truncate runtruth.operation_runs cascade')
})

test('an orphaned run is closed at the second look, with everything it was concluded from', async () => {
  const { look } = harness.reconciler()
  const { runId } = await harness.lostRun()

  const first = await look()
  expect(first).toMatchObject({ looked: 1, concluded: [], awaitingSecondLook: 1 })
  expect(await harness.row(runId)).toMatchObject({ status: 'running' })

  const second = await look()
  expect(second.concluded).toMatchObject([
    { workspace: 'acme', runId, action: 'closed', outcome: 'failed', reason: 'worker_lost', rule: 'R1', attempt: 1 },
  ])
  const row = await harness.row(runId)
  expect(row).toMatchObject({
    status: 'completed',
    outcome: 'failed',
    failure: { code: 'worker_lost' },
    reconciliation: { reason: 'worker_lost', by: 'Reconciler', rule: 'R1', amendedAt: null, asOf: second.concluded[0]?.asOf },
  })
  const { evidence, notChecked } = row['reconciliation'] as { evidence: { signal: string; supports: string }[]; notChecked: string[] }
  expect(evidence).toContainEqual(expect.objectContaining({ signal: 'worker_session', checked: true, supports: 'orphaned' }))
  expect(notChecked).toContain('worker_process')
  expect(await harness.events(runId)).toEqual(['queued', 'reconciled'])
})

test('two looks closer together than settleAfter conclude nothing', async () => {
  const { look } = harness.reconciler()
  const { runId } = await harness.lostRun()
  await look({ settleAfterMs: NEVER_MS })
  expect(await look({ settleAfterMs: NEVER_MS })).toMatchObject({ concluded: [], awaitingSecondLook: 1 })
  expect(await harness.events(runId)).toEqual(['queued'])
})

test('what another reconciler has seen is not what this one has seen', async () => {
  const { runId } = await harness.lostRun()
  await harness.reconciler().look()
  expect((await harness.reconciler().look()).concluded).toEqual([])
  expect(await harness.row(runId)).toMatchObject({ status: 'running' })
})

test('a broken connection between the looks makes the second one a first', async () => {
  const { look, sightings } = harness.reconciler()
  const { runId } = await harness.lostRun()
  await look()
  expect(sightings.size).toBe(1)
  const killed = await harness.fixture.owner.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'runtruth reconciler' and datname = current_database()`,
  )
  expect(killed.rowCount).toBeGreaterThan(0)
  expect((await look()).concluded).toEqual([])
  expect(await harness.row(runId)).toMatchObject({ status: 'running' })
  expect((await look()).concluded).toMatchObject([{ runId, reason: 'worker_lost' }])
})

test('fresh evidence between the looks leaves the run alone, and a later loss begins at the first look again', async () => {
  const { look } = harness.reconciler()
  const { runId } = await harness.lostRun()
  await look()
  const { lease_worker: name } = await harness.row(runId)
  await harness.fixture.owner.query('update runtruth.workers set heartbeat_at = now() where name = $1', [name])
  expect(await look()).toMatchObject({ concluded: [], awaitingSecondLook: 0 })
  await harness.fixture.owner.query(`update runtruth.workers set heartbeat_at = now() - interval '20 s' where name = $1`, [name])
  expect(await look()).toMatchObject({ concluded: [], awaitingSecondLook: 1 })
  expect((await look()).concluded).toHaveLength(1)
})

test('a worker that holds its session is never convicted, however silent', async () => {
  const { look } = harness.reconciler()
  const { name, bootId } = await insertWorkerHistory(harness.fixture.owner, { name: 'frozen', heartbeatAgoMs: 30_000 })
  await insertRunHistory(harness.fixture.owner, harness.fixture.acme, { status: 'running', worker: name, bootId })
  const session = new pg.Client({ connectionString: harness.fixture.url })
  await session.connect()
  try {
    await holdSession(session, name)
    await look()
    expect(await look()).toMatchObject({ looked: 1, concluded: [], awaitingSecondLook: 0 })
  } finally {
    await session.end()
  }
})

test('a likely stale run is closed only after reconcileAfter beyond its window', async () => {
  const { look } = harness.reconciler()
  const policy = { ...COVERED, queuedWindowMs: 60_000, reconcileAfterMs: 60_000 }
  const early = await insertRunHistory(harness.fixture.owner, harness.fixture.acme, { policy, createdAgoMs: 110_000 })
  const due = await insertRunHistory(harness.fixture.owner, harness.fixture.acme, { policy, createdAgoMs: 125_000 })
  const { concluded } = await look()
  expect(concluded).toMatchObject([{ runId: due.id, reason: 'stale_queued', rule: 'Q4', action: 'closed' }])
  expect(await harness.row(early.id)).toMatchObject({ status: 'queued' })
})

test('a likely stale run is never closed while a signal that exists has not been read', async () => {
  const { look } = harness.reconciler()
  // Its worker's row is gone, so beat, session and boot cannot be read.
  const policy = { ...COVERED, runningWindowMs: 1_000, reconcileAfterMs: 1_000 }
  const unread = await insertRunHistory(harness.fixture.owner, harness.fixture.acme, {
    status: 'running',
    policy,
    worker: 'unknown-worker',
    bootId: '7f8c2d6e-0000-4000-8000-000000000001',
    startedAgoMs: 600_000,
  })
  // The same age, but there is no more to be read.
  const read = await insertRunHistory(harness.fixture.owner, harness.fixture.acme, { status: 'running', policy, startedAgoMs: 600_000 })
  const { concluded } = await look()
  expect(concluded).toMatchObject([{ runId: read.id, reason: 'stale_running' }])
  expect(await harness.row(unread.id)).toMatchObject({ status: 'running' })
})

test('an uncovered type is never closed on suspicion', async () => {
  const { look } = harness.reconciler()
  await insertRunHistory(harness.fixture.owner, harness.fixture.acme, { policy: null, createdAgoMs: 900_000_000 })
  expect(await look()).toMatchObject({ looked: 1, concluded: [] })
})

test('sweeping again changes nothing more', async () => {
  const { look } = harness.reconciler()
  const { runId } = await harness.lostRun()
  await look()
  await look()
  const before = await harness.row(runId)
  expect(await look()).toMatchObject({ looked: 0, concluded: [] })
  expect(await harness.row(runId)).toEqual(before)
  expect(await harness.events(runId)).toEqual(['queued', 'reconciled'])
  expect(await harness.notifications(runId)).toEqual(['finished'])
})

test('a dry run says what it would conclude and changes nothing', async () => {
  const { look, sightings } = harness.reconciler()
  const { runId } = await harness.lostRun()
  const before = await harness.row(runId)
  await look({ dryRun: true })
  for (const again of [1, 2]) {
    expect((await look({ dryRun: true })).concluded, `look ${again}`).toMatchObject([{ runId, action: 'closed', reason: 'worker_lost' }])
  }
  expect(await harness.row(runId)).toEqual(before)
  expect(await harness.events(runId)).toEqual(['queued'])
  expect(sightings.size).toBe(1)
})

test('a lost attempt of an operation that declares more is queued again, not closed', async () => {
  const { look } = harness.reconciler()
  const { runId } = await harness.lostRun({ maxAttempts: 3, source: 'pg-boss', queueName: 'inventory.sync' })
  await look()
  expect((await look()).concluded).toMatchObject([{ runId, action: 'requeued', outcome: 'pending', reason: 'worker_lost' }])
  const row = await harness.row(runId)
  expect(row).toMatchObject({ status: 'queued', attempt: 1, outcome: 'pending' })
  const job = await harness.fixture.owner.query('select state::text, data from runtruth_queue.job where id = $1', [row['queue_job_id']])
  expect(job.rows).toEqual([{ state: 'created', data: { workspaceId: harness.fixture.acme.id, runId } }])
  expect(await harness.events(runId)).toEqual(['queued', 'attempt_lost'])
  expect(await harness.notifications(runId)).toEqual([])
})

test('a lost attempt is the last one when it is, or when somebody asked to cancel', async () => {
  const { look } = harness.reconciler()
  const last = await harness.lostRun({ attempt: 3, maxAttempts: 3, source: 'pg-boss', queueName: 'inventory.sync' })
  const cancelled = await harness.lostRun({ maxAttempts: 3, source: 'pg-boss', queueName: 'inventory.sync' })
  await harness.fixture.owner.query('update runtruth.operation_runs set cancel_requested_at = now() where id = $1', [cancelled.runId])
  await look()
  const { concluded } = await look()
  expect(concluded.map(({ action }) => action)).toEqual(['closed', 'closed'])
  expect(concluded.map(({ runId }) => runId).toSorted()).toEqual([last.runId, cancelled.runId].toSorted())
})

test('a limit leaves the rest for the next sweep', async () => {
  const { look } = harness.reconciler()
  for (const _ of [1, 2, 3]) await harness.lostRun()
  await look()
  expect((await look({ limit: 2 })).concluded).toHaveLength(2)
  expect((await look()).concluded).toHaveLength(1)
})

test('a run that somebody is just moving is left to them', async () => {
  const { look } = harness.reconciler()
  const { runId } = await harness.lostRun()
  await look()
  const mover = await harness.fixture.owner.connect()
  try {
    await mover.query('begin')
    await mover.query('select 1 from runtruth.operation_runs where id = $1 for update', [runId])
    expect((await look()).concluded).toEqual([])
    await mover.query('rollback')
  } finally {
    mover.release()
  }
  expect((await look()).concluded).toHaveLength(1)
})

test('looking twice in one call closes what is orphaned, in every workspace', async () => {
  const here = await harness.lostRun()
  const { name, bootId } = await insertWorkerHistory(harness.fixture.owner, { name: 'elsewhere', heartbeatAgoMs: 20_000 })
  const there = await insertRunHistory(harness.fixture.owner, harness.fixture.globex, { status: 'running', worker: name, bootId })
  const { concluded } = await reconcileTwice({ services: harness.fixture.services, adapters: [], settleAfterMs: 20 })
  expect(concluded.map(({ workspace, runId }) => `${workspace} ${runId}`).toSorted()).toEqual([`acme ${here.runId}`, `globex ${there.id}`])
})
