import { afterAll, beforeAll, expect, it } from 'vitest'
import { CAPABILITIES } from '../../src/access/actor.ts'
import { deriveVerdict } from '../../src/truth/index.ts'
import { insertRunHistory, insertWorkerHistory, pretendDatabaseUpFor } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { openApi, type Api, type Told } from './api.ts'
import { OPERATIONS } from './operations.ts'

let fixture: Fixture
let api: Api
/** Of a worker that had fallen silent before anybody looked: observations are shared for a second. */
let lostBootId: string
const MINUTE = 60_000
const HOUR = 60 * MINUTE

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  await pretendDatabaseUpFor(fixture.owner, 60 * MINUTE)
  lostBootId = (await insertWorkerHistory(fixture.owner, { name: 'worker-1', heartbeatAgoMs: 20_000 })).bootId
  api = await openApi(fixture.services)
})
afterAll(async () => await fixture.close())

async function get(path: string, token = fixture.acme.token, workspace = 'acme'): Promise<Told> {
  const told = await api.ask('GET', `/api/v1/workspaces/${workspace}${path}`, { token })
  expect(told.status, told.text).toBe(200)
  return told
}

it('pages through every operation exactly once, newest first', async () => {
  const wanted: string[] = []
  for (let run = 0; run < 7; run += 1)
    wanted.unshift((await insertRunHistory(fixture.owner, fixture.globex, { status: run % 2 ? 'completed' : 'queued' })).id)
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const { body }: Told = await get(`/operations?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`, fixture.globex.token, 'globex')
    expect(body.asOf).toMatch(/^\d{4}-.*Z$/)
    seen.push(...body.operations.map(({ id }: { id: string }) => id))
    cursor = body.next
  } while (cursor !== null)
  expect(seen).toEqual(wanted)
})

it('filters by everything it offers, and a filter on what is derived follows the verdict', async () => {
  const stale = await insertRunHistory(fixture.owner, fixture.acme, {
    createdAgoMs: 20 * MINUTE,
    tenant: 'fabrikam',
    label: 'Slow 100% sync',
  })
  const failed = await insertRunHistory(fixture.owner, fixture.acme, {
    status: 'completed',
    outcome: 'failed',
    type: 'odd.type',
    initiator: { kind: 'user', id: '77', name: 'Erin' },
  })
  const ids = async (query: string) => (await get(`/operations?${query}`)).body.operations.map(({ id }: { id: string }) => id)
  expect(await ids('problem=active_stale_attention')).toEqual([stale.id])
  expect(await ids('freshness=likely_stale&tenant=fabrikam')).toEqual([stale.id])
  expect(await ids('freshness=likely_stale&tenant=contoso')).toEqual([])
  expect(await ids('problem=terminal_follow_up')).toEqual([failed.id])
  expect(await ids('outcome=failed')).toEqual([failed.id])
  expect(await ids('type=odd.type')).toEqual([failed.id])
  expect(await ids('initiator=erin')).toEqual([failed.id])
  expect(await ids('initiator=77')).toEqual([failed.id])
  expect(await ids('q=100%25')).toEqual([stale.id])
  expect(await ids(`q=%23${failed.id}`)).toEqual([failed.id])
  const an_hour_ago = new Date(Date.now() - 60 * MINUTE).toISOString()
  expect(await ids(`to=${an_hour_ago}`)).toEqual([])
  expect(await ids(`from=${an_hour_ago}&status=queued`)).toContain(stale.id)
  expect(await ids('status=running&outcome=failed')).toEqual([])
})

it('refuses the cursor of another list', async () => {
  const { id } = await insertRunHistory(fixture.owner, fixture.acme)
  const list = await get('/operations?limit=1')
  const told = await api.ask('GET', `/api/v1/workspaces/acme/operations/${id}/events?cursor=${list.body.next}`, {
    token: fixture.acme.token,
  })
  expect(told.status).toBe(400)
})

it('counts what the list shows', async () => {
  const { body: counts } = await get('/operations/counts')
  const { body: list } = await get('/operations?limit=200')
  expect(list.next).toBeNull()
  expect(counts.total).toBe(list.operations.length)
  for (const [problem, number] of Object.entries(counts.problem)) {
    expect(
      list.operations.filter((operation: { verdict: { problem: string } }) => operation.verdict.problem === problem),
      problem,
    ).toHaveLength(Number(number))
  }
  for (const [freshness, number] of Object.entries(counts.freshness)) {
    expect(
      list.operations.filter((operation: { verdict: { freshness: string } }) => operation.verdict.freshness === freshness),
      freshness,
    ).toHaveLength(Number(number))
  }
})

it('a token for one tenant lists and counts that tenant only, and no operation without one', async () => {
  await insertRunHistory(fixture.owner, fixture.acme, { tenant: null })
  const token = await fixture.tokenWith(fixture.acme, { capabilities: CAPABILITIES, tenants: ['fabrikam'] })
  const { body } = await get('/operations?limit=200', token)
  expect(new Set(body.operations.map(({ tenant }) => tenant))).toEqual(new Set(['fabrikam']))
  expect((await get('/operations/counts', token)).body.total).toBe(body.operations.length)
  expect((await api.ask('GET', '/api/v1/workspaces/acme/operations?tenant=contoso', { token })).status).toBe(404)
})

it('Retry-After of an active operation points at the next change of its verdict; an ended one has none', async () => {
  const open = await insertRunHistory(fixture.owner, fixture.acme, { createdAgoMs: MINUTE })
  const told = await get(`/operations/${open.id}`)
  const { asOf, nextChangeAt } = told.body.verdict
  expect(Number(told.headers.get('retry-after'))).toBe(Math.ceil((Date.parse(nextChangeAt!) - Date.parse(asOf)) / 1_000))
  expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(500)
  const ended = await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed' })
  expect((await get(`/operations/${ended.id}`)).headers.get('retry-after')).toBeNull()
})

it('the facts are the file, and give the verdict of the API byte for byte; reading them is in the history', async () => {
  const lost = await insertRunHistory(fixture.owner, fixture.acme, {
    status: 'running',
    worker: 'worker-1',
    bootId: lostBootId,
    source: 'pg-boss',
  })
  // Every look is one of its own; the same look has to give the same words.
  const observation = await fixture.services.observer.observeNow()
  const { ask } = await openApi({
    ...fixture.services,
    observer: { ...fixture.services.observer, observe: async () => await Promise.resolve(observation) },
  })
  const facts = await ask('GET', `/api/v1/workspaces/acme/operations/${lost.id}/facts`, { token: fixture.acme.token })
  const told = await ask('GET', `/api/v1/workspaces/acme/operations/${lost.id}`, { token: fixture.acme.token })
  expect(told.body.verdict.freshness).toBe('orphaned')
  expect(JSON.stringify(told.body.verdict)).toBe(JSON.stringify(deriveVerdict(facts.body, facts.body.asOf)))
  const events = await get(`/operations/${lost.id}/events`)
  expect(events.body.events.map(({ kind }: { kind: string }) => kind)).toEqual(['queued', 'facts_read'])
})

it('a download is the file, whole and under its name, and is in the history; without a file there is none', async () => {
  const { id } = await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed' })
  expect((await api.ask('GET', `/api/v1/workspaces/acme/operations/${id}/download`, { token: fixture.acme.token })).status).toBe(404)
  await fixture.owner.query(
    `insert into runtruth.artifacts (workspace_id, run_id, file_name, media_type) values ($1, $2, $3, 'text/csv')`,
    [fixture.acme.id, id, 'Bericht "März" 1.csv'],
  )
  await fixture.owner.query(
    `insert into runtruth.artifact_chunks (workspace_id, run_id, chunk, content) values ($1, $2, 0, 'a,b'), ($1, $2, 1, E'\\n1,2')`,
    [fixture.acme.id, id],
  )
  const told = await get(`/operations/${id}/download`)
  expect(told.text).toBe('a,b\n1,2')
  expect(told.headers.get('content-type')).toBe('text/csv')
  expect(told.headers.get('content-length')).toBe('7')
  expect(told.headers.get('content-disposition')).toBe(
    `attachment; filename="Bericht _M_rz_ 1.csv"; filename*=UTF-8''Bericht%20%22M%C3%A4rz%22%201.csv`,
  )
  const { body } = await get(`/operations/${id}/events`)
  expect(body.events.at(-1)).toMatchObject({ kind: 'downloaded', actor: { name: 'test token' } })
  const half = await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed', outcome: 'failed' })
  await fixture.owner.query(
    `insert into runtruth.artifacts (workspace_id, run_id, file_name, media_type) values ($1, $2, 'x', 'text/csv')`,
    [fixture.acme.id, half.id],
  )
  expect((await api.ask('GET', `/api/v1/workspaces/acme/operations/${half.id}/download`, { token: fixture.acme.token })).status).toBe(409)
})

it('activity shows three, or as many as it is asked for: what asks for attention, then what is active, then what has just ended', async () => {
  const place = await createFixture()
  try {
    const { ask } = await openApi(place.services)
    const shown = async (query = '') =>
      (await ask('GET', `/api/v1/workspaces/acme/activity?tenant=contoso${query}`, { token: place.acme.token })).body.operations.map(
        ({ id }: { id: string }) => id,
      )
    expect(await shown()).toEqual([])
    await insertRunHistory(place.owner, place.acme, { status: 'completed', completedAgoMs: 11 * MINUTE })
    const ended = await insertRunHistory(place.owner, place.acme, { status: 'completed', completedAgoMs: 9 * MINUTE })
    const stale = await insertRunHistory(place.owner, place.acme, { createdAgoMs: 20 * MINUTE })
    expect(await shown()).toEqual([stale.id, ended.id])
    const active = await insertRunHistory(place.owner, place.acme)
    await insertRunHistory(place.owner, place.acme, { parentId: active.id })
    await insertRunHistory(place.owner, place.acme, { tenant: 'fabrikam' })
    expect(await shown()).toEqual([stale.id, active.id, ended.id])
    const newer = await insertRunHistory(place.owner, place.acme)
    expect(await shown()).toEqual([stale.id, newer.id, active.id])
    const followUp = { status: 'completed', outcome: 'failed', completedAgoMs: 20 * HOUR } as const
    const failed = await insertRunHistory(place.owner, place.acme, followUp)
    await insertRunHistory(place.owner, place.acme, { ...followUp, completedAgoMs: 25 * HOUR })
    await insertRunHistory(place.owner, place.acme, { ...followUp, tenant: 'fabrikam' })
    expect(await shown('&limit=12')).toEqual([stale.id, newer.id, active.id, failed.id, ended.id])
  } finally {
    await place.close()
  }
})

it('a page takes the same few statements, whatever its length and content', async () => {
  const { bootId } = await insertWorkerHistory(fixture.owner, { name: 'worker-2' })
  const statements = async (path: string) => {
    await get(path)
    fixture.statements.length = 0
    await get(path)
    // The observation of the workers and the place are shared for a second; whether that has just passed is chance.
    return fixture.statements.filter((text) => !/pg_locks|from runtruth\.(workspaces|tenants) /.test(text))
  }
  const one = await statements('/operations?limit=1')
  for (let run = 0; run < 60; run += 1) {
    await insertRunHistory(fixture.owner, fixture.acme, {
      status: (['queued', 'running', 'completed'] as const)[run % 3]!,
      type: `type.${run % 9}`,
      ...(run % 3 === 1 ? { worker: 'worker-2', bootId, source: 'pg-boss' } : {}),
      ...(run % 2 ? { tenant: 'fabrikam', policy: null } : {}),
    })
  }
  const fifty = await statements('/operations?limit=50')
  // Token and rows; for a filter on what is derived the cells of what is open.
  expect(one).toHaveLength(2)
  expect(fifty).toHaveLength(2)
  expect((await statements('/operations?limit=200&problem=active_stale_attention')).length).toBeLessThanOrEqual(3)
  expect(await statements('/operations?limit=50&tenant=fabrikam')).toHaveLength(2)
  expect((await statements('/activity')).length).toBeLessThanOrEqual(3)
})

it('a tenant that has just been added can be asked for at once', async () => {
  await get('/operations?limit=1')
  await fixture.owner.query(`insert into runtruth.tenants (workspace_id, slug, name) values ($1, 'brand-new', 'Brand new')`, [
    fixture.acme.id,
  ])
  expect((await get('/operations?tenant=brand-new')).body.operations).toEqual([])
})
