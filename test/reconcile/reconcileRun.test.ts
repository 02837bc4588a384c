import { afterAll, beforeAll, expect, test } from 'vitest'
import { reconcileRun, type ReconcileRunOptions } from '../../src/reconcile/reconcileRun.ts'
import { COVERED, insertRunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { createHarness, NEXT_LOOK_MS, type Harness } from './harness.ts'

let fixture: Fixture
let harness: Harness
beforeAll(async () => {
  fixture = await createFixture()
  harness = await createHarness(fixture)
})
afterAll(async () => await harness.close())

async function reconcile(runId: string, options: Partial<ReconcileRunOptions> = {}) {
  const place = await fixture.place(options.scope?.workspace.slug ?? 'acme')
  return await reconcileRun({
    services: fixture.services,
    adapters: [],
    place,
    scope: harness.scope,
    runId,
    settleAfterMs: NEXT_LOOK_MS,
    ...options,
  })
}

test('an operator closes an orphaned run in their own name, after two looks made at once', async () => {
  const { runId } = await harness.lostRun()
  const answer = await reconcile(runId)
  expect(answer).toMatchObject({
    action: 'closed',
    reason: 'worker_lost',
    rule: 'R1',
    operation: { verdict: { headline: 'Reconciled as failed' } },
  })
  expect(await harness.row(runId)).toMatchObject({ status: 'completed', reconciliation: { by: fixture.acme.owner.name } })
})

test('the second look is not before settleAfter', async () => {
  const { runId } = await harness.lostRun()
  const { verdict: before } = await harness.judge(runId)
  const { asOf } = await reconcile(runId, { settleAfterMs: 300 })
  expect(new Date(asOf).getTime() - new Date(before.asOf).getTime()).toBeGreaterThanOrEqual(300)
})

test('a healthy run is left, and the answer says why', async () => {
  const { id } = await insertRunHistory(fixture.owner, fixture.acme, { createdAgoMs: 1_000 })
  expect(await reconcile(id)).toMatchObject({ action: 'left', reason: null, dueAt: null, operation: { run: { status: 'queued' } } })
  expect(await harness.events(id)).toEqual(['queued'])
})

test('a suspected run is not closed before its time, not even at an operator’s word', async () => {
  const policy = { ...COVERED, queuedWindowMs: 60_000, reconcileAfterMs: 3_600_000 }
  const { id } = await insertRunHistory(fixture.owner, fixture.acme, { policy, createdAgoMs: 120_000 })
  const answer = await reconcile(id)
  expect(answer).toMatchObject({ action: 'left', reason: 'stale_queued', rule: 'Q4', dueAt: expect.any(String) })
  expect(await harness.row(id)).toMatchObject({ status: 'queued' })
})

test('proof settles a suspected run at once', async () => {
  const policy = { ...COVERED, queuedWindowMs: 60_000, reconcileAfterMs: 3_600_000 }
  const { id } = await insertRunHistory(fixture.owner, fixture.acme, { policy, createdAgoMs: 120_000 })
  const adapters = [{ type: 'inventory.sync', settle: async () => ({ outcome: 'succeeded', because: 'It is all there.' }) as const }]
  expect(await reconcile(id, { adapters })).toMatchObject({ action: 'settled', reason: 'adapter_out_of_sync' })
})

test('a dry run answers what would happen and changes nothing', async () => {
  const { runId } = await harness.lostRun()
  const before = await harness.row(runId)
  expect(await reconcile(runId, { dryRun: true })).toMatchObject({ action: 'closed', reason: 'worker_lost' })
  expect(await harness.row(runId)).toEqual(before)
})

test('a run that has ended is left as it is', async () => {
  const { id } = await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed' })
  expect(await reconcile(id)).toMatchObject({ action: 'left', reason: null })
})

test('without the capability it is forbidden, and nothing changes', async () => {
  const { runId } = await harness.lostRun()
  const scope = await fixture.scope('acme', { capabilities: ['operations.view', 'operations.cancel'] })
  await expect(reconcile(runId, { scope })).rejects.toMatchObject({ code: 'forbidden' })
  expect(await harness.row(runId)).toMatchObject({ status: 'running' })
})

test('out of reach it is not found: another workspace, a tenant not granted, an id that names nothing', async () => {
  const { runId } = await harness.lostRun({ tenant: 'contoso' })
  const fabrikam = await fixture.scope('acme', { tenants: ['fabrikam'] })
  await expect(reconcile(runId, { scope: await fixture.scope('globex') })).rejects.toMatchObject({ code: 'not_found' })
  await expect(reconcile(runId, { scope: fabrikam })).rejects.toMatchObject({ code: 'not_found' })
  await expect(reconcile('no-such-id')).rejects.toMatchObject({ code: 'not_found' })
  expect(await harness.row(runId)).toMatchObject({ status: 'running' })
})
