import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertRunHistory, insertWorkerHistory } from '../support/factories.ts'
import { createFixture } from '../support/fixture.ts'
import { createHarness, type Harness } from './harness.ts'

const RUNS = 1_000
const RECONCILERS = 10

let harness: Harness
beforeAll(async () => {
  harness = await createHarness(await createFixture())
})
afterAll(async () => await harness.close())

test('ten reconcilers over a thousand orphaned runs make a thousand transitions and a thousand events', async () => {
  const { fixture } = harness
  const { name, bootId } = await insertWorkerHistory(fixture.owner, { name: 'gone', heartbeatAgoMs: 60_000 })
  const all = Array.from({ length: RUNS }, async () => {
    return await insertRunHistory(fixture.owner, fixture.acme, { status: 'running', worker: name, bootId })
  })
  await Promise.all(all)
  const reconcilers = Array.from({ length: RECONCILERS }, () => harness.reconciler())
  await Promise.all(reconcilers.map(async ({ look }) => await look()))
  const sweeps = await Promise.all(reconcilers.map(async ({ look }) => await look()))

  const concluded = sweeps.flatMap((sweep) => sweep.concluded.map(({ runId }) => runId))
  expect(concluded).toHaveLength(RUNS)
  expect(new Set(concluded).size).toBe(RUNS)
  const { rows } = await fixture.owner.query(
    `select (select count(*)::integer from runtruth.operation_runs where status = 'completed' and outcome = 'failed') as closed,
       (select count(*)::integer from runtruth.operation_events where kind = 'reconciled') as events,
       (select count(distinct run_id)::integer from runtruth.operation_events where kind = 'reconciled') as told,
       (select count(*)::integer from runtruth.notifications) as notifications,
       (select sum(runs)::integer from runtruth.outcome_counts) as counted`,
  )
  expect(rows).toEqual([{ closed: RUNS, events: RUNS, told: RUNS, notifications: RUNS, counted: RUNS }])
})
