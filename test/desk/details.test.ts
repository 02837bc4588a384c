import { afterAll, beforeAll, expect, it } from 'vitest'
import { openApi, type Api, type Told } from '../http/api.ts'
import { OPERATIONS } from '../http/operations.ts'
import { insertRunHistory, type RunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

let fixture: Fixture
let api: Api

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  api = await openApi(fixture.services)
})
afterAll(async () => await fixture.close())

async function get(path: string, token = fixture.acme.token): Promise<Told> {
  return await api.ask('GET', `/api/v1/workspaces/acme/operations/${path}`, { token })
}
const insert = async (history: RunHistory = {}) => (await insertRunHistory(fixture.owner, fixture.acme, history)).id
async function repeats(retry: string, of: string): Promise<void> {
  await fixture.owner.query('update runtruth.operation_runs set retry_of = $2 where id = $1', [retry, of])
}
async function answers(answer: string, failure: string): Promise<void> {
  await fixture.owner.query('update runtruth.operation_runs set superseded_by = $2 where id = $1', [failure, answer])
}
const idsOf = (operations: unknown) => (operations as { id: string }[]).map(({ id }) => id)

async function family(tenant: string) {
  const parent = await insert({ tenant: 'contoso', type: 'report.compose' })
  const first = await insert({ tenant, status: 'completed', outcome: 'failed', parentId: parent })
  const parts = [await insert({ tenant, parentId: first }), await insert({ tenant, parentId: first })]
  const retries = [await insert({ tenant, status: 'completed', outcome: 'failed' }), await insert({ tenant, status: 'completed' })]
  for (const retry of retries) await repeats(retry, first)
  await answers(retries[1] ?? '', first)
  return { parent, first, parts, retries }
}

it('an operation is told with everything it is tied to, each with its verdict and, where asked, its facts', async () => {
  const { parent, first, parts, retries } = await family('contoso')
  const { status, body } = await get(`${first}/related?include=facts`)
  expect(status).toBe(200)
  expect(body['parent']).toMatchObject({ id: parent, verdict: { lifecycle: 'queued' }, facts: { run: { id: parent } } })
  expect(idsOf(body['parts'])).toEqual(parts.toReversed())
  expect(idsOf(body['retries'])).toEqual(retries.toReversed())
  expect(body['retryOf']).toBeNull()
  expect(body['supersededBy']).toMatchObject({ id: retries[1] })
  const back = await get(`${retries[0]}/related`)
  expect(back.body['retryOf']).toMatchObject({ id: first, verdict: { problem: 'none' } })
  expect(back.body['retryOf']).not.toHaveProperty('facts')
})

it('durations are the latest successes of the type, oldest first, thirty at most', async () => {
  const of: string[] = []
  for (let made = 0; made < 33; made += 1) {
    of.push(
      await insert({
        type: 'timed.work',
        status: 'completed',
        startedAgoMs: 100_000 - made * 1_000,
        completedAgoMs: 90_000 - made * 1_000,
      }),
    )
  }
  await insert({ type: 'timed.work', status: 'completed', outcome: 'failed' })
  const { body } = await get(`${of[0]}/related`)
  const durations = body['durations'] as { id: string; ms: number; completedAt: string }[]
  expect(durations.map(({ id }) => id)).toEqual(of.slice(3))
  for (const { ms } of durations) expect(Math.round(ms)).toBe(10_000)
})

it('the file is told while there is a whole one, and not of an operation that failed', async () => {
  const file = async (outcome: 'succeeded' | 'failed') => {
    const id = await insert({ status: 'completed', outcome })
    await fixture.owner.query(
      `with a as (insert into runtruth.artifacts (workspace_id, run_id, file_name, media_type) values ($1, $2, 'all.csv', 'text/csv'))
       select 1`,
      [fixture.acme.id, id],
    )
    await fixture.owner.query(`insert into runtruth.artifact_chunks (workspace_id, run_id, chunk, content) values ($1, $2, 0, 'a,b')`, [
      fixture.acme.id,
      id,
    ])
    return (await get(`${id}/related`)).body['file']
  }
  expect(await file('succeeded')).toEqual({ name: 'all.csv', mediaType: 'text/csv', bytes: 3 })
  expect(await file('failed')).toBeNull()
})

it('what is tied but out of reach is not told, and neither are the durations of it', async () => {
  const { first } = await family('fabrikam')
  const narrow = await fixture.tokenWith(fixture.acme, { capabilities: ['operations.view'], tenants: ['fabrikam'] })
  await insert({ tenant: 'contoso', status: 'completed' })
  const mine = await insert({ tenant: 'fabrikam', status: 'completed' })
  const { body } = await get(`${first}/related`, narrow)
  expect(body['parent']).toBeNull()
  expect(idsOf(body['parts'])).toHaveLength(2)
  const told = idsOf(body['durations'])
  expect(told).toContain(mine)
  const { rows } = await fixture.owner.query<{ id: string }>(
    `select id::text from runtruth.operation_runs where tenant_id = $1 and id = any($2::bigint[])`,
    [fixture.acme.tenants['fabrikam'], told],
  )
  expect(rows).toHaveLength(told.length)
})

it('it costs the same few statements with no tie and with a hundred', async () => {
  const lonely = await insert()
  const { first } = await family('contoso')
  for (let made = 0; made < 100; made += 1) await insert({ parentId: first })
  const statements = async (id: string) => {
    await get(`${id}/related?include=facts`)
    fixture.statements.length = 0
    await get(`${id}/related?include=facts`)
    // The observation of the workers and the place are shared for a second; whether that has just passed is chance.
    return fixture.statements.filter((text) => !/pg_locks|from runtruth\.(workspaces|tenants) /.test(text))
  }
  // Token, the operation, what is tied to it, durations, file.
  expect(await statements(lonely)).toHaveLength(5)
  expect(await statements(first)).toHaveLength(5)
})

it('raw material is told as it is kept, and every look stands in the history under the name of who looked', async () => {
  const reconciliation = { reason: 'worker_lost', outcome: 'failed', at: '2026-11-23T12:00:00Z', by: 'Reconciler', evidence: [] }
  const id = await insert({ status: 'completed', outcome: 'failed', input: { path: '/srv' }, reconciliation })
  await fixture.owner.query(`update runtruth.operation_runs set diagnostics = '{"stack": "…"}' where id = $1`, [id])
  const told = await get(`${id}/raw`)
  expect(told.body).toEqual({ input: { path: '/srv' }, diagnostics: { stack: '…' }, reconciliation })
  await get(`${id}/raw`)
  const { rows } = await fixture.owner.query(
    `select kind, actor_name from runtruth.operation_events where run_id = $1 and kind <> 'queued' order by id`,
    [id],
  )
  expect(rows).toEqual([
    { kind: 'raw_read', actor_name: 'test token' },
    { kind: 'raw_read', actor_name: 'test token' },
  ])
  const events = await get(`${id}/events`)
  expect(events.body.events.map(({ kind }) => kind)).toEqual(['queued', 'raw_read', 'raw_read'])
})
