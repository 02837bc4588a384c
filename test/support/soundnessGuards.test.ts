import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finishRun } from '../../src/ledger/finishRun.ts'
import { markStarted } from '../../src/ledger/markStarted.ts'
import { startOperation } from '../../src/work/startOperation.ts'
import { defineOperation } from '../../src/work/defineOperation.ts'
import { randomUUID } from 'node:crypto'
import { createFixture, type Fixture } from './fixture.ts'
import { assertLedgerSound } from './invariants.ts'

/** The check at the end of every crash test, shown to be able to fail. */
const quick = defineOperation({ type: 'quick', label: 'Quick', run: async () => await Promise.resolve() })
let fixture: Fixture
let open: string
let ended: string

beforeAll(async () => {
  fixture = await createFixture({ operations: [quick] })
  const { services, db, acme } = fixture
  const scope = await fixture.scope('acme')
  const place = await fixture.place('acme')
  open = (await startOperation(services, place, scope, { type: 'quick', tenant: 'contoso' })).id
  ended = (await startOperation(services, place, scope, { type: 'quick', tenant: 'contoso' })).id
  const lease = randomUUID()
  await db.inWorkspace(acme.id, async (tx) => {
    await markStarted(tx, scope, ended, { lease, worker: 'w', bootId: randomUUID(), heartbeatEveryMs: null })
    const { run } = await finishRun(tx, scope, { runId: ended, attempt: 1, lease }, { outcome: 'succeeded' })
    await services.queue.settle(tx, { queueName: 'quick', jobId: run.queueJobId ?? '' }, 'completed')
  })
})
afterAll(async () => await fixture.close())

/** Spoils the ledger as its owner could, looks, and undoes it. */
async function spoiled(...statements: string[]): Promise<string> {
  const client = await fixture.owner.connect()
  try {
    await client.query('begin')
    for (const statement of statements) await client.query(statement)
    // The same questions, asked from inside the transaction that spoiled it.
    const looking = { query: async (text: string) => await client.query(text) } as unknown as typeof fixture.owner
    return await assertLedgerSound(looking).then(
      () => 'sound',
      (error: unknown) => String(error),
    )
  } finally {
    await client.query('rollback')
    client.release()
  }
}

const event = (run: string, kind: string, attempt: number) =>
  `insert into runtruth.operation_events (workspace_id, run_id, kind, attempt, actor_kind, actor_name) values (${fixture.acme.id}, ${run}, '${kind}', ${attempt}, 'system', 'spoiler')`

describe('the soundness of a ledger', () => {
  it('is found where nothing was spoiled', async () => {
    await expect(assertLedgerSound(fixture.owner)).resolves.toBeUndefined()
  })

  it('is denied to a second end, a second start under one attempt, and an end that nobody worked towards', async () => {
    expect(await spoiled(event(ended, 'reconciled', 1))).toMatch(/ended twice/)
    expect(await spoiled(event(ended, 'started', 2))).toMatch(/started while it was completed/)
    expect(await spoiled(event(open, 'succeeded', 0))).toMatch(/nobody was working on it/)
    expect(await spoiled(event(ended, 'amended', 1))).toMatch(/nobody had reconciled/)
  })

  it('is denied to an operation whose row and events disagree', async () => {
    expect(await spoiled(event(open, 'started', 1))).toMatch(/its row says status = queued, its events say running/)
  })

  it('is denied to an open operation without a job, and to an ended one that could still be given to a worker', async () => {
    expect(await spoiled(`delete from runtruth_queue.job where data ->> 'runId' = '${open}'`)).toMatch(/no live job/)
    expect(await spoiled(`update runtruth_queue.job set state = 'created' where data ->> 'runId' = '${ended}'`)).toMatch(
      /can still be given/,
    )
    expect(await spoiled(`update runtruth_queue.job set state = 'active', started_on = now() where data ->> 'runId' = '${open}'`)).toMatch(
      /nobody started it/,
    )
  })

  it('is denied to totals that count something else than the rows, and to an initiator who was not told', async () => {
    expect(await spoiled(`update runtruth.outcome_counts set runs = runs + 1`)).toMatch(/the totals say/)
    expect(await spoiled(`delete from runtruth.notifications`)).toMatch(/0 notifications of its end/)
  })
})
