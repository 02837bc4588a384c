import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { selectSweeps } from '../../src/ledger/sql/sweeps.ts'
import { tidyUp } from '../../src/reconcile/recordSweep.ts'
import { runReconciler } from '../../src/reconcile/runReconciler.ts'
import { insertRunHistory, insertWorkerHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { createHarness, type Harness } from './harness.ts'

let fixture: Fixture
let harness: Harness
beforeAll(async () => {
  fixture = await createFixture()
  harness = await createHarness(fixture)
})
afterAll(async () => await harness.close())

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await holds()) return
    await delay(20)
  }
  throw new Error(`It never came to pass that ${what}.`)
}

test('it closes what is orphaned, says that it swept, survives its connections being cut, and ends when it is told to', async () => {
  const stop = new AbortController()
  const running = runReconciler({ services: fixture.services, adapters: [], intervalMs: 10, settleAfterMs: 20, signal: stop.signal })
  try {
    const first = await harness.lostRun()
    await until('the first run is closed', async () => (await harness.row(first.runId))['status'] === 'completed')
    await fixture.owner.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = current_database() and application_name in ('runtruth reconciler', 'fixture')`,
    )
    const second = await harness.lostRun()
    await until('the second run is closed', async () => (await harness.row(second.runId))['status'] === 'completed')
    expect(await harness.events(second.runId)).toEqual(['queued', 'reconciled'])
    const [sweep] = await fixture.db.asSystem(async (tx) => await tx.rows(selectSweeps()))
    expect(sweep?.agoMs).toBeGreaterThanOrEqual(0)
    expect(sweep?.sweptAt).toBeInstanceOf(Date)
  } finally {
    stop.abort()
    await running
  }
  const { rows } = await fixture.owner.query(
    `select 1 from pg_stat_activity where datname = current_database() and application_name = 'runtruth reconciler'`,
  )
  expect(rows).toEqual([])
})

test('workers long gone are forgotten, unless an open run still needs them as evidence', async () => {
  const WEEKS_MS = 14 * 86_400_000
  await insertWorkerHistory(fixture.owner, { name: 'long-gone', heartbeatAgoMs: WEEKS_MS })
  await insertWorkerHistory(fixture.owner, { name: 'recent', heartbeatAgoMs: 86_400_000 })
  const { name, bootId } = await insertWorkerHistory(fixture.owner, { name: 'still-needed', heartbeatAgoMs: WEEKS_MS })
  await insertRunHistory(fixture.owner, fixture.acme, { status: 'running', worker: name, bootId })
  await fixture.owner.query(`insert into runtruth.sweeps values ('dead reconciler', now() - interval '1 day', 0, 0)`)
  await tidyUp(fixture.services)
  const workers = await fixture.owner.query<{ name: string }>(
    `select name from runtruth.workers where name in ('long-gone', 'recent', 'still-needed') order by 1`,
  )
  expect(workers.rows.map((row) => row.name)).toEqual(['recent', 'still-needed'])
  const sweeps = await fixture.owner.query(`select 1 from runtruth.sweeps where reconciler = 'dead reconciler'`)
  expect(sweeps.rows).toEqual([])
})
