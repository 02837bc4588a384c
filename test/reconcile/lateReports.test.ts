import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { finishRun } from '../../src/ledger/finishRun.ts'
import { verifyRuns } from '../../src/ledger/sql/verifyRuns.ts'
import { insertRunHistory } from '../support/factories.ts'
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

test('a late report amends the outcome once, the lineage stays, and the initiator is told once more', async () => {
  const { look } = harness.reconciler()
  const at = await harness.lostRun()
  await look()
  await look()
  const report = async () =>
    await harness.fixture.db.inWorkspace(harness.fixture.acme.id, async (tx) => {
      return await finishRun(tx, harness.scope, at, { outcome: 'succeeded', counts: { processed: 7, total: 7 } })
    })
  expect(await report()).toMatchObject({ effect: 'amended' })
  const amended = await harness.row(at.runId)
  expect(amended).toMatchObject({
    outcome: 'succeeded',
    counts: { processed: 7, total: 7 },
    reconciliation: { reason: 'worker_lost', outcome: 'failed', amendedFrom: 'failed' },
  })
  expect((amended['reconciliation'] as { amendedAt: unknown }).amendedAt).toEqual(expect.any(String))

  expect(await report()).toMatchObject({ effect: 'already_finished' })
  await look()
  expect(await harness.row(at.runId)).toEqual(amended)
  expect(await harness.events(at.runId)).toEqual(['queued', 'reconciled', 'amended'])
  expect(await harness.notifications(at.runId)).toEqual(['finished', 'amended'])
  expect((await harness.judge(at.runId)).verdict).toMatchObject({ freshness: 'reconciled', reason: 'amended', problem: 'none' })
})

test('a late success answers the earlier failures of its identity, as it would have in time', async () => {
  const { look } = harness.reconciler()
  const failed = await insertRunHistory(harness.fixture.owner, harness.fixture.acme, {
    status: 'completed',
    outcome: 'failed',
    identity: 'same',
  })
  const at = await harness.lostRun({ identity: 'same' })
  await look()
  await look()
  expect((await harness.judge(failed.id)).verdict.problem).toBe('terminal_follow_up')
  await harness.fixture.db.inWorkspace(
    harness.fixture.acme.id,
    async (tx) => await finishRun(tx, harness.scope, at, { outcome: 'succeeded' }),
  )
  expect(await harness.row(failed.id)).toMatchObject({ outcome: 'failed', superseded_by: at.runId })
  expect(await harness.events(failed.id)).toEqual(['queued', 'superseded'])
  expect((await harness.judge(failed.id)).verdict.problem).toBe('none')
})

test('a failure reported after a settlement takes back the answer it gave: the earlier failure asks again', async () => {
  const { look } = harness.reconciler([
    { type: 'inventory.sync', settle: async () => ({ outcome: 'succeeded', because: 'All 12 rows are in the table.' }) },
  ])
  const failed = await insertRunHistory(harness.fixture.owner, harness.fixture.acme, {
    status: 'completed',
    outcome: 'failed',
    identity: 'same',
  })
  const at = await harness.lostRun({ identity: 'same' })
  await look()
  await look()
  expect(await harness.row(failed.id)).toMatchObject({ superseded_by: at.runId })
  const { db, acme } = harness.fixture
  await db.inWorkspace(acme.id, async (tx) => await finishRun(tx, harness.scope, at, { outcome: 'failed' }))
  expect(await harness.row(at.runId)).toMatchObject({ outcome: 'failed', reconciliation: { amendedFrom: 'succeeded' } })
  expect(await harness.row(failed.id)).toMatchObject({ superseded_by: null })
  expect((await harness.judge(failed.id)).verdict.problem).toBe('terminal_follow_up')
  const range = { after: '0', upTo: at.runId, limit: 10 }
  const verified = await db.inWorkspace(acme.id, async (tx) => await tx.rows(verifyRuns(acme.id, null, range)))
  expect(verified.flatMap(({ findings }) => findings)).not.toContain('answer_does_not_hold')
})
