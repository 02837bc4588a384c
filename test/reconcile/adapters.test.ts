import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DomainAdapter, SettleableRun } from '../../src/reconcile/adapters/contract.ts'
import { COVERED, insertRunHistory } from '../support/factories.ts'
import { createFixture } from '../support/fixture.ts'
import { createHarness, type Harness } from './harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness(await createFixture())
})
afterAll(async () => await harness.close())
beforeEach(async () => {
  await harness.fixture.owner.query('truncate runtruth.operation_runs cascade')
})

function adapter(settle: DomainAdapter['settle']): DomainAdapter {
  return { type: 'inventory.sync', settle }
}

/** Suspected already, and not to be closed by the rules for hours. */
const PAST_WINDOW = { createdAgoMs: 120_000, policy: { ...COVERED, queuedWindowMs: 60_000, reconcileAfterMs: 7_200_000 } }

test('proof settles a lost run as succeeded, in the name of the adapter', async () => {
  const asked: SettleableRun[] = []
  const { look } = harness.reconciler([
    adapter(async (run) => {
      asked.push(run)
      return { outcome: 'succeeded', because: 'All 12 rows are in the table.', counts: { processed: 12, total: 12 } }
    }),
  ])
  const { runId } = await harness.lostRun({ input: { path: '/data' }, maxAttempts: 3, source: 'pg-boss', queueName: 'inventory.sync' })
  await look()
  expect(asked, 'a run under observation is not asked about').toEqual([])
  expect((await look()).concluded).toMatchObject([{ runId, action: 'settled', outcome: 'succeeded', reason: 'adapter_out_of_sync' }])
  expect(asked).toMatchObject([{ id: runId, workspace: 'acme', tenant: 'contoso', input: { path: '/data' }, attempt: 1 }])
  expect(await harness.row(runId)).toMatchObject({
    outcome: 'succeeded',
    failure: null,
    counts: { processed: 12, total: 12 },
    reconciliation: { reason: 'adapter_out_of_sync', by: 'adapter inventory.sync', because: 'All 12 rows are in the table.', rule: 'R1' },
  })
  expect((await harness.judge(runId)).verdict).toMatchObject({ headline: 'Reconciled as succeeded', problem: 'none' })
})

test('a likely stale run is settled by proof long before the rules would close it', async () => {
  const { look } = harness.reconciler([adapter(async () => ({ outcome: 'succeeded', because: 'It is all there.' }))])
  const { id } = await insertRunHistory(harness.fixture.owner, harness.fixture.acme, PAST_WINDOW)
  expect((await look()).concluded).toMatchObject([{ runId: id, action: 'settled', reason: 'adapter_out_of_sync' }])
})

test('a likely stale run without proof stays open, and its records are not read again with every sweep', async () => {
  let asked = 0
  const { look } = harness.reconciler([
    adapter(async () => {
      asked += 1
      return null
    }),
  ])
  const { id } = await insertRunHistory(harness.fixture.owner, harness.fixture.acme, PAST_WINDOW)
  for (const _ of [1, 2, 3]) expect((await look()).concluded).toEqual([])
  expect(asked).toBe(1)
  expect(await harness.row(id)).toMatchObject({ status: 'queued' })
})

test('a fresh run is never settled, whatever its records say', async () => {
  let asked = 0
  const { look } = harness.reconciler([
    adapter(async () => {
      asked += 1
      return { outcome: 'succeeded', because: 'It is all there.' }
    }),
  ])
  await insertRunHistory(harness.fixture.owner, harness.fixture.acme, { createdAgoMs: 1_000 })
  expect(await look()).toMatchObject({ looked: 1, concluded: [] })
  expect(asked).toBe(0)
})

test('no proof leaves a lost run to the rules', async () => {
  const { look } = harness.reconciler([adapter(async () => null)])
  const { runId } = await harness.lostRun()
  await look()
  expect((await look()).concluded).toMatchObject([{ runId, action: 'closed', reason: 'worker_lost' }])
})

test.each([
  ['throws', () => Promise.reject(new Error('disk on fire'))],
  [
    'throws before it waits',
    () => {
      throw new Error('disk on fire')
    },
  ],
  ['claims something else than success', () => Promise.resolve({ outcome: 'failed', because: 'x' })],
  ['names no proof', () => Promise.resolve({ outcome: 'succeeded', because: ' ' })],
  ['counts nonsense', () => Promise.resolve({ outcome: 'succeeded', because: 'x', counts: { processed: -1 } })],
] as const)('an adapter that %s does not stop the sweep, and the record says that it could not be asked', async (_what, settle) => {
  // What an untyped configuration may hand over.
  const { look } = harness.reconciler([adapter(settle as unknown as DomainAdapter['settle'])])
  const { runId } = await harness.lostRun()
  const other = await harness.lostRun({ type: 'other.type' })
  await look()
  expect((await look()).concluded.map((one) => one.runId).toSorted()).toEqual([runId, other.runId].toSorted())
  expect(await harness.row(runId)).toMatchObject({
    outcome: 'failed',
    reconciliation: { reason: 'worker_lost', because: expect.stringContaining('could not be asked') },
  })
})

test('an adapter that does not answer is waited for once in a sweep, told to stop, and the runs are left to the rules', async () => {
  let asked = 0
  let stopped = 0
  const { look } = harness.reconciler([
    adapter(async (_run, { signal }) => {
      asked += 1
      signal.addEventListener('abort', () => (stopped += 1))
      return await new Promise<never>(() => {})
    }),
  ])
  for (const _ of Array.from({ length: 20 })) await harness.lostRun()
  await look()
  expect((await look({ adapterAnswersWithinMs: 50 })).concluded).toHaveLength(20)
  // As many as are asked at the same moment, before the first of them has been waited for.
  expect(asked).toBeLessThanOrEqual(4)
  expect(stopped).toBe(asked)
})
