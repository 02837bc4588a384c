import { afterAll, beforeAll, expect, it } from 'vitest'
import { CAPABILITIES } from '../../src/access/actor.ts'
import type { WireBulkReconcile } from '../../src/http/contract.ts'
import { openApi, type Api } from '../http/api.ts'
import { OPERATIONS } from '../http/operations.ts'
import { COVERED, insertRunHistory, insertWorkerHistory, pretendDatabaseUpFor, type RunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

let fixture: Fixture
let api: Api
let lost: RunHistory

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  await pretendDatabaseUpFor(fixture.owner, 3_600_000)
  api = await openApi(fixture.services)
  const { name, bootId } = await insertWorkerHistory(fixture.owner, { name: 'lost-worker', heartbeatAgoMs: 60_000 })
  lost = { status: 'running', source: 'pg-boss', worker: name, bootId }
})
afterAll(async () => await fixture.close())

const insert = async (history: RunHistory) => (await insertRunHistory(fixture.owner, fixture.acme, history)).id
async function reconcile(ids: readonly string[], more: { dryRun?: boolean; token?: string } = {}): Promise<WireBulkReconcile['answers']> {
  const { token = fixture.acme.token, ...body } = more
  const told = await api.ask('POST', '/api/v1/workspaces/acme/operations/reconcile', { token, body: { ids, ...body } })
  expect(told.status, told.text).toBe(200)
  // Held against the document by the asking.
  return told.body['answers'] as WireBulkReconcile['answers']
}
async function statuses(ids: readonly string[]): Promise<Record<string, string>> {
  const { rows } = await fixture.owner.query<{ id: string; state: string }>(
    `select r.id::text, r.status || ' ' || r.outcome as state from runtruth.operation_runs r where r.id = any($1::bigint[])`,
    [ids],
  )
  return Object.fromEntries(rows.map(({ id, state }) => [id, state]))
}

it('what is overdue is closed, what is alive or ended is left with the reason, in the order it was asked for', async () => {
  const overdue = { createdAgoMs: 7_200_000, policy: { ...COVERED, reconcileAfterMs: 60_000 } }
  const [stale, fresh, ended] = [await insert(overdue), await insert({}), await insert({ status: 'completed' })]
  const preview = await reconcile([ended, stale, fresh, stale], { dryRun: true })
  expect(preview.map(({ id, action }) => [id, action])).toEqual([
    [ended, 'left'],
    [stale, 'closed'],
    [fresh, 'left'],
  ])
  for (const { because } of preview) expect(because).not.toBe('')
  expect((await statuses([stale]))[stale]).toBe('queued pending')
  const done = await reconcile([ended, stale, fresh])
  expect(done.map(({ action, reason }) => [action, reason])).toEqual(preview.map(({ action, reason }) => [action, reason]))
  expect(await statuses([stale, fresh, ended])).toEqual({
    [stale]: 'completed failed',
    [fresh]: 'queued pending',
    [ended]: 'completed succeeded',
  })
  const again = await reconcile([stale])
  expect(again).toMatchObject([{ id: stale, action: 'left' }])
})

it('a hundred that lost their worker are looked at together, twice, and closed once, by whoever of two was first', async () => {
  const ids: string[] = []
  for (let made = 0; made < 100; made += 1) ids.push(await insert(lost))
  fixture.statements.length = 0
  const both = await Promise.all([reconcile(ids), reconcile(ids)])
  // Each of the two looks, the one it makes between, and the one that tells how it ended; one by one it would be hundreds.
  const looks = fixture.statements.filter((text) => text.includes('materialized') && text.includes('r.id = any('))
  expect(looks.length).toBeLessThanOrEqual(2 * 5)
  for (const id of ids) {
    const answers = both.map((answers) => answers.find((answer) => answer.id === id)?.action)
    expect(answers.filter((action) => action === 'closed')).toHaveLength(1)
  }
  expect(new Set(Object.values(await statuses(ids)))).toEqual(new Set(['completed failed']))
  const { rows } = await fixture.owner.query(
    `select count(*)::integer as events from runtruth.operation_events where kind = 'reconciled' and actor_name = 'test token' and run_id = any($1::bigint[])`,
    [ids],
  )
  expect(rows).toEqual([{ events: 100 }])
})

it('what is out of reach has no answer and stays as it is, exactly like what is not there', async () => {
  const narrow = await fixture.tokenWith(fixture.acme, { capabilities: CAPABILITIES, tenants: ['fabrikam'] })
  const overdue = { createdAgoMs: 7_200_000, policy: { ...COVERED, reconcileAfterMs: 60_000 } }
  const [hidden, seen] = [await insert({ ...overdue, tenant: 'contoso' }), await insert({ ...overdue, tenant: 'fabrikam' })]
  const foreign = await insertRunHistory(fixture.owner, fixture.globex, overdue)
  const answers = await reconcile([hidden, foreign.id, '999999999', seen], { token: narrow })
  expect(answers.map(({ id, action }) => [id, action])).toEqual([[seen, 'closed']])
  expect(Object.values(await statuses([hidden, foreign.id]))).toEqual(['queued pending', 'queued pending'])
  expect(await reconcile([hidden, foreign.id], { token: narrow })).toEqual([])
})
