import { afterAll, beforeAll, expect, it } from 'vitest'
import { CAPABILITIES } from '../../src/access/actor.ts'
import { COVERED, insertRunHistory, insertWorkerHistory, pretendDatabaseUpFor } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { openApi, type Api, type Asked, type Told } from './api.ts'
import { OPERATIONS } from './operations.ts'

let fixture: Fixture
let api: Api

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  await pretendDatabaseUpFor(fixture.owner, 3_600_000)
  api = await openApi(fixture.services)
})
afterAll(async () => await fixture.close())

async function post(path: string, body?: unknown, asked: Asked = {}): Promise<Told> {
  return await api.ask('POST', `/api/v1/workspaces/acme${path}`, {
    token: fixture.acme.token,
    ...(body === undefined ? {} : { body }),
    ...asked,
  })
}

const sync = (path: string, more: object = {}) => ({ type: 'inventory.sync', tenant: 'contoso', input: { path }, ...more })

it('a start is 201 with the operation and where it is; the same start while it is active is 200 with the same operation', async () => {
  const first = await post('/operations', sync('/a'))
  expect(first.status).toBe(201)
  expect(first.body).toMatchObject({
    created: true,
    status: 'queued',
    tenant: 'contoso',
    verdict: { lifecycle: 'queued', freshness: 'fresh' },
  })
  expect(first.headers.get('location')).toBe(`/api/v1/workspaces/acme/operations/${first.body.id}`)
  const second = await post('/operations', sync('/a'))
  expect(second.status).toBe(200)
  expect(second.body).toMatchObject({ created: false, id: first.body.id })
  const found = await api.ask('GET', first.headers.get('location')!, { token: fixture.acme.token })
  expect(found.body.id).toBe(first.body.id)
})

it('fifty identical starts at once are one operation', async () => {
  const told = await Promise.all(Array.from({ length: 50 }, async () => await post('/operations', sync('/fifty'))))
  expect(new Set(told.map(({ body }) => body.id)).size).toBe(1)
  expect(told.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(told.filter(({ status }) => status === 200)).toHaveLength(49)
})

it('an idempotency key gives its operation for ever, and is refused for another request', async () => {
  const first = await post('/operations', sync('/key', { idempotencyKey: 'k-1' }))
  await post(`/operations/${first.body.id}/cancel`)
  const again = await post('/operations', sync('/key', { idempotencyKey: 'k-1' }))
  expect([again.status, again.body.id]).toEqual([200, first.body.id])
  const other = await post('/operations', sync('/other', { idempotencyKey: 'k-1' }))
  expect(other.status).toBe(409)
  expect(other.body).toMatchObject({ code: 'conflict', id: first.body.id })
})

it('an exclusive type that is active in the scope is 409 scope_busy', async () => {
  const first = await post('/operations', { type: 'index.rebuild', tenant: 'contoso' })
  expect(first.status).toBe(201)
  const busy = await post('/operations', { type: 'index.rebuild', tenant: 'contoso', input: { full: true } })
  expect(busy.status).toBe(409)
  expect(busy.body).toMatchObject({ code: 'scope_busy', id: first.body.id })
  expect((await post('/operations', { type: 'index.rebuild', tenant: 'fabrikam' })).status).toBe(201)
})

it('a suspended tenant is 422 with the reason, as it stands at this moment', async () => {
  const setState = async (state: string) =>
    await fixture.owner.query(`update runtruth.tenants set state = $1 where slug = 'fabrikam'`, [state])
  expect((await post('/operations', sync('/before', { tenant: 'fabrikam' }))).status).toBe(201)
  await setState('suspended')
  const told = await post('/operations', sync('/while', { tenant: 'fabrikam' }))
  expect(told.status).toBe(422)
  expect(told.body).toMatchObject({ code: 'blocked', detail: expect.stringContaining('suspended') })
  const external = await post('/external/operations', { type: 'x', tenant: 'fabrikam' })
  expect(external.status).toBe(422)
  await setState('operable')
})

it('a type may ask for more than operations.start', async () => {
  const token = await fixture.tokenWith(fixture.acme, { capabilities: ['operations.start'] })
  const told = await post('/operations', { type: 'members.sweep' }, { token })
  expect(told.status).toBe(403)
  expect(told.body.detail).toContain('members.manage')
})

it('who may start but not look around is still told what was started', async () => {
  const token = await fixture.tokenWith(fixture.acme, { capabilities: ['operations.start'] })
  const told = await post('/operations', sync('/blind'), { token })
  expect(told.status).toBe(201)
  expect((await api.ask('GET', `/api/v1/workspaces/acme/operations/${told.body.id}`, { token })).status).toBe(403)
})

it('a tenant out of reach or unknown is 404, whichever it is', async () => {
  const token = await fixture.tokenWith(fixture.acme, { capabilities: CAPABILITIES, tenants: ['fabrikam'] })
  const told = [
    await post('/operations', sync('/x'), { token }),
    await post('/operations', sync('/x', { tenant: 'initech' })),
    await post('/operations', sync('/x', { tenant: null }), { token }),
  ]
  expect(told.map(({ status }) => status)).toEqual([404, 404, 404])
  expect(told[0]!.body.detail).toBe(told[1]!.body.detail)
})

it('cancelling ends a queued operation and withdraws its job, asks a running one, and is refused for an ended one', async () => {
  const { body } = await post('/operations', sync('/cancel'))
  const cancelled = await post(`/operations/${body.id}/cancel`)
  expect(cancelled.status).toBe(200)
  expect(cancelled.body).toMatchObject({ effect: 'cancelled', outcome: 'cancelled' })
  const { rows } = await fixture.owner.query(
    `select j.state::text from runtruth_queue.job j join runtruth.operation_runs r on j.id = r.queue_job_id::uuid where r.id = $1`,
    [body.id],
  )
  expect(rows).toEqual([{ state: 'cancelled' }])
  const again = await post(`/operations/${body.id}/cancel`)
  expect(again.status).toBe(409)
  const running = await insertRunHistory(fixture.owner, fixture.acme, { status: 'running' })
  expect((await post(`/operations/${running.id}/cancel`)).status).toBe(202)
  expect((await post(`/operations/${running.id}/cancel`)).body.effect).toBe('already_requested')
})

it('a retry is a new operation with a job of its own, linked; two clicks are one retry', async () => {
  const failed = await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed', outcome: 'failed', input: { path: '/again' } })
  const [one, two] = await Promise.all([post(`/operations/${failed.id}/retry`), post(`/operations/${failed.id}/retry`)])
  expect([one.status, two.status].toSorted((a, b) => a - b)).toEqual([200, 201])
  expect(one.body.id).toBe(two.body.id)
  expect(one.body).toMatchObject({ retryOf: failed.id, status: 'queued' })
  const { rows } = await fixture.owner.query(`select count(*)::int as jobs from runtruth_queue.job where data ->> 'runId' = $1`, [
    one.body.id,
  ])
  expect(rows).toEqual([{ jobs: 1 }])
  const manual = await insertRunHistory(fixture.owner, fixture.acme, {
    type: 'elsewhere',
    status: 'completed',
    outcome: 'failed',
    policy: { ...COVERED, retry: 'manual' },
  })
  expect((await post(`/operations/${manual.id}/retry`)).status).toBe(409)
})

it('reconciling by hand closes what is lost, in the name of who asked, after a second look; and says why it leaves the rest', async () => {
  const { bootId } = await insertWorkerHistory(fixture.owner, { name: 'gone', heartbeatAgoMs: 60_000 })
  const lost = await insertRunHistory(fixture.owner, fixture.acme, { status: 'running', worker: 'gone', bootId, source: 'pg-boss' })
  const tried = await post(`/operations/${lost.id}/reconcile`, { dryRun: true })
  expect(tried.body).toMatchObject({ action: 'closed', reason: 'worker_lost', operation: { status: 'running' } })
  const told = await post(`/operations/${lost.id}/reconcile`)
  expect(told.body).toMatchObject({
    action: 'closed',
    reason: 'worker_lost',
    operation: { id: lost.id, status: 'completed', outcome: 'failed', verdict: { freshness: 'reconciled' } },
  })
  const events = await api.ask('GET', `/api/v1/workspaces/acme/operations/${lost.id}/events`, { token: fixture.acme.token })
  expect(events.body.events.at(-1)).toMatchObject({
    kind: 'reconciled',
    actor: { name: 'test token' },
    data: { evidence: expect.arrayContaining([expect.objectContaining({ checked: true, supports: 'orphaned' })]) },
  })
  const healthy = await insertRunHistory(fixture.owner, fixture.acme)
  expect((await post(`/operations/${healthy.id}/reconcile`)).body).toMatchObject({
    action: 'left',
    reason: null,
    operation: { status: 'queued' },
  })
})
