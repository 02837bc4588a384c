import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { dispatchRun, startOperation } from '../../src/work/startOperation.ts'
import { defineOperation } from '../../src/work/defineOperation.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { createHarness, type Harness } from './harness.ts'

const TYPE = 'mail.send'

let fixture: Fixture
let harness: Harness
beforeAll(async () => {
  const sending = defineOperation({
    type: TYPE,
    label: 'Mail',
    lifecycle: { queuedWindow: '10m', runningWindow: '10m' },
    input: z.strictObject({ to: z.string() }),
    async run() {},
  })
  fixture = await createFixture({ operations: [sending] })
  harness = await createHarness(fixture)
})
afterAll(async () => await harness.close())

async function start(to: string): Promise<{ runId: string; jobId: string }> {
  const { id } = await startOperation(fixture.services, await fixture.place('acme'), harness.scope, {
    type: TYPE,
    tenant: 'contoso',
    input: { to },
  })
  return { runId: id, jobId: String((await harness.row(id))['queue_job_id']) }
}

async function settle(jobId: string, end: 'completed' | 'failed'): Promise<void> {
  await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await fixture.services.queue.settle(tx, { queueName: TYPE, jobId }, end))
}

/** The queue's word is proof once it has stood for five seconds; this lets it have stood for ten. */
async function tenSecondsLater(jobId: string): Promise<void> {
  await fixture.owner.query(`update runtruth_queue.job set completed_on = completed_on - interval '10 s' where id = $1`, [jobId])
  await fixture.owner.query(
    `update runtruth.missing_jobs set first_missed_at = first_missed_at - interval '10 s' where queue_job_id = $1`,
    [jobId],
  )
}

test.each(['failed', 'completed'] as const)('a job that %s without a report closes its run over the queue failure bridge', async (end) => {
  const { look } = harness.reconciler()
  const { runId, jobId } = await start(end)
  await settle(jobId, end)
  await look()
  expect((await look()).concluded, 'not within the grace of the queue').toEqual([])
  await tenSecondsLater(jobId)
  await look()
  expect((await look()).concluded).toMatchObject([{ runId, reason: 'queue_failure_bridge', rule: 'Q1', action: 'closed' }])
  expect(await harness.row(runId)).toMatchObject({ outcome: 'failed', failure: { code: 'queue_failure_bridge' } })
})

test('a job that is gone for longer than five seconds closes its run', async () => {
  const { look } = harness.reconciler()
  const { runId, jobId } = await start('deleted')
  await fixture.owner.query('delete from runtruth_queue.job where id = $1', [jobId])
  await look()
  expect((await look()).concluded).toEqual([])
  expect((await harness.judge(runId)).verdict.freshness).toBe('fresh')
  await tenSecondsLater(jobId)
  await look()
  expect((await look()).concluded).toMatchObject([{ runId, reason: 'queue_job_missing', rule: 'Q1' }])
})

test('a job that comes back before the second look keeps its run open', async () => {
  const { look } = harness.reconciler()
  const { runId, jobId } = await start('again')
  await settle(jobId, 'failed')
  await tenSecondsLater(jobId)
  await look()
  await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await dispatchRun(fixture.services, tx, harness.scope, runId, TYPE, 0))
  expect((await look()).concluded).toEqual([])
  expect(await harness.row(runId)).toMatchObject({ status: 'queued' })
})

test('closing a run ends its job, so that no worker is given it afterwards', async () => {
  const { look } = harness.reconciler()
  const { runId, jobId } = await start('never picked up')
  await fixture.owner.query(`update runtruth.operation_runs set created_at = created_at - interval '1 day' where id = $1`, [runId])
  expect((await look()).concluded).toMatchObject([{ runId, reason: 'stale_queued' }])
  const { rows } = await fixture.owner.query('select state::text from runtruth_queue.job where id = $1', [jobId])
  expect(rows).toEqual([{ state: 'failed' }])
  expect(await fixture.services.queue.fetch(TYPE, 100)).not.toContainEqual(expect.objectContaining({ jobId }))
})
