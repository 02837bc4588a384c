import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertRunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { openApi, type Api, type Told } from './api.ts'
import { OPERATIONS } from './operations.ts'

let fixture: Fixture
let api: Api
/** All that a worker out there needs. */
let token: string

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  api = await openApi(fixture.services)
  token = await fixture.tokenWith(fixture.acme, { capabilities: ['operations.report'] })
})
afterAll(async () => await fixture.close())

async function post(path: string, body: unknown): Promise<Told> {
  return await api.ask('POST', `/api/v1/workspaces/acme/external/operations${path}`, { token, body })
}
async function see(id: string): Promise<Told['body']> {
  return (await api.ask('GET', `/api/v1/workspaces/acme/operations/${id}`, { token: fixture.acme.token })).body
}
async function kinds(id: string): Promise<string[]> {
  const { body } = await api.ask('GET', `/api/v1/workspaces/acme/operations/${id}/events`, { token: fixture.acme.token })
  return body.events.map(({ kind }: { kind: string }) => kind)
}
async function begun(body: object = {}) {
  const { body: created } = await post('', { type: 'nightly.copy', tenant: 'contoso', ...body })
  const lease = randomUUID()
  const started = await post(`/${created.id}/started`, { worker: 'shell', lease, heartbeatEverySeconds: 5 })
  expect(started.body).toEqual({ attempt: 1, lease, cancelRequested: false })
  return { id: String(created.id), held: { attempt: 1, lease } }
}

it('without a lifecycle the operation is recorded as uncovered; with one it is judged by it', async () => {
  const { body: uncovered } = await post('', { type: 'nightly.copy' })
  expect(uncovered).toMatchObject({
    created: true,
    label: 'nightly.copy',
    tenant: null,
    verdict: { freshness: 'unknown', reason: 'uncovered_type' },
  })
  const { body: covered } = await post('', { type: 'nightly.copy', lifecycle: { queuedWindow: '5m' } })
  expect(covered.verdict).toMatchObject({ lifecycle: 'queued', freshness: 'fresh' })
  const { rows } = await fixture.owner.query('select policy, source, queue_name, queue_job_id from runtruth.operation_runs where id = $1', [
    covered.id,
  ])
  expect(rows).toEqual([
    {
      policy: { queuedWindowMs: 300_000, runningWindowMs: null, reportsEveryMs: null, reconcileAfterMs: null, retry: 'manual' },
      source: 'external',
      queue_name: null,
      queue_job_id: null,
    },
  ])
})

it('the same idempotency key is the same operation', async () => {
  const body = { type: 'nightly.copy', input: { b: 1, a: 2 }, idempotencyKey: 'night-1' }
  const first = await post('', body)
  const again = await post('', { ...body, input: { a: 2, b: 1 } })
  expect([first.status, again.status, again.body.id]).toEqual([201, 200, first.body.id])
  expect((await post('', { ...body, input: {} })).status).toBe(409)
})

it('a type that the server runs itself cannot be recorded from outside', async () => {
  const told = await post('', { type: 'inventory.sync', input: { path: '/' } })
  expect(told.status).toBe(409)
  expect(told.body.detail).toContain('POST /operations')
})

it('a whole life: every call twice, and each is as if it had come once', async () => {
  const { id, held } = await begun({ lifecycle: { runningWindow: '30m' } })
  const again = await post(`/${id}/started`, { worker: 'shell', lease: held.lease.toUpperCase(), heartbeatEverySeconds: 5 })
  expect(again.body).toEqual({ attempt: 1, lease: held.lease, cancelRequested: false })
  for (let time = 0; time < 2; time += 1) {
    expect((await post(`/${id}/heartbeat`, held)).body).toEqual({ cancelRequested: false })
    expect((await post(`/${id}/progress`, { ...held, phase: 'Copying', counts: { processed: 3, total: 7 } })).status).toBe(200)
  }
  expect(await see(id)).toMatchObject({
    status: 'running',
    phase: 'Copying',
    counts: { processed: 3, total: 7 },
    verdict: { freshness: 'fresh' },
  })
  const end = {
    ...held,
    outcome: 'partially_succeeded',
    counts: { processed: 7, failed: 1 },
    failure: { code: 'one_left', message: 'One file was locked.' },
  }
  expect((await post(`/${id}/finished`, end)).body).toEqual({ effect: 'finished', outcome: 'partially_succeeded', cancelRequested: false })
  expect((await post(`/${id}/finished`, end)).body.effect).toBe('already_finished')
  expect(await see(id)).toMatchObject({
    outcome: 'partially_succeeded',
    counts: { processed: 7, total: 7, failed: 1 },
    failure: { code: 'one_left' },
  })
  expect(await kinds(id)).toEqual(['queued', 'started', 'phase', 'partially_succeeded'])
})

it('the same phase from two calls at once is one event', async () => {
  const { id, held } = await begun()
  await Promise.all(Array.from({ length: 8 }, async () => await post(`/${id}/progress`, { ...held, phase: 'Packing' })))
  expect((await kinds(id)).filter((kind) => kind === 'phase')).toHaveLength(1)
})

it('of two workers that want the same operation one gets it, and the other is told', async () => {
  const { body } = await post('', { type: 'nightly.copy' })
  const told = await Promise.all(['one', 'two'].map(async (worker) => await post(`/${body.id}/started`, { worker })))
  expect(told.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  expect(told.find(({ status }) => status === 200)!.body.lease).toMatch(/^[0-9a-f-]{36}$/)
})

it('another lease or attempt is 409 stale_lease on every report, and changes nothing', async () => {
  const { id, held } = await begun()
  const before = await see(id)
  for (const wrong of [
    { attempt: 1, lease: randomUUID() },
    { attempt: 2, lease: held.lease },
  ]) {
    for (const [path, body] of [
      ['heartbeat', wrong],
      ['progress', { ...wrong, counts: { processed: 9 } }],
      ['progress', { ...wrong, phase: 'Lies' }],
      ['finished', { ...wrong, outcome: 'succeeded' }],
    ] as const) {
      const told = await post(`/${id}/${path}`, body)
      expect(told.status).toBe(409)
      expect(told.body).toMatchObject({ code: 'stale_lease', id })
    }
  }
  expect({ ...(await see(id)), verdict: null }).toEqual({ ...before, verdict: null })
})

it('every answer says that somebody asked for cancellation', async () => {
  const { id, held } = await begun()
  expect((await api.ask('POST', `/api/v1/workspaces/acme/operations/${id}/cancel`, { token: fixture.acme.token })).status).toBe(202)
  expect((await post(`/${id}/heartbeat`, held)).body).toEqual({ cancelRequested: true })
  expect((await post(`/${id}/progress`, { ...held, phase: 'Winding down' })).body).toEqual({ cancelRequested: true })
  expect((await post(`/${id}/finished`, { ...held, outcome: 'cancelled' })).body).toEqual({
    effect: 'finished',
    outcome: 'cancelled',
    cancelRequested: true,
  })
})

it("an operation of the server's own workers is not reported on from outside", async () => {
  const lease = randomUUID()
  const own = await insertRunHistory(fixture.owner, fixture.acme, { status: 'running', source: 'pg-boss', lease })
  for (const [path, body] of [
    ['started', { worker: 'w' }],
    ['heartbeat', {}],
    ['progress', { counts: {} }],
    ['finished', { outcome: 'succeeded' }],
  ] as const) {
    const told = await post(`/${own.id}/${path}`, path === 'started' ? body : { attempt: 1, lease, ...body })
    expect(told.status).toBe(409)
    expect(told.body.code).toBe('conflict')
  }
  expect((await see(own.id)).status).toBe('running')
})

it('a report that comes after reconciliation amends the outcome once, and the reconciliation stays', async () => {
  const lease = randomUUID()
  const reconciliation = {
    reason: 'stale_running',
    outcome: 'failed',
    at: new Date().toISOString(),
    by: 'Reconciler',
    rule: 'R5',
    because: 'Silent.',
    evidence: [],
    notChecked: [],
    asOf: new Date().toISOString(),
    amendedAt: null,
    amendedFrom: null,
  }
  const { id } = await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed', outcome: 'failed', lease, reconciliation })
  const held = { attempt: 1, lease }
  expect((await post(`/${id}/finished`, { ...held, outcome: 'succeeded' })).body).toMatchObject({ effect: 'amended', outcome: 'succeeded' })
  expect((await post(`/${id}/finished`, { ...held, outcome: 'failed' })).body).toMatchObject({
    effect: 'already_finished',
    outcome: 'succeeded',
  })
  expect(await see(id)).toMatchObject({ outcome: 'succeeded', verdict: { freshness: 'reconciled', reason: 'amended' } })
})
