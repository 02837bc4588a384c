import { afterAll, beforeAll, expect, it } from 'vitest'
import { composeServices } from '../../src/app/composeServices.ts'
import { silentLog } from '../../src/log.ts'
import { insertRunHistory, insertWorkerHistory, pretendDatabaseUpFor } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { createTestDatabase } from '../support/testDatabase.ts'
import { openApi, type Api } from './api.ts'
import { OPERATIONS } from './operations.ts'

let fixture: Fixture
let api: Api
let metrics: string

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  const { owner, acme, globex } = fixture
  await pretendDatabaseUpFor(owner, 3_600_000)
  api = await openApi(fixture.services)
  const { bootId } = await insertWorkerHistory(owner, { name: 'lost-worker', heartbeatAgoMs: 60_000 })
  await insertWorkerHistory(owner, { name: 'stopped-worker', stoppedAgoMs: 1_000 })
  await insertRunHistory(owner, acme, { status: 'running', source: 'pg-boss', worker: 'lost-worker', bootId })
  await insertRunHistory(owner, globex, { status: 'running', source: 'pg-boss', worker: 'lost-worker', bootId })
  await insertRunHistory(owner, globex, { createdAgoMs: 3_600_000 })
  await insertRunHistory(owner, acme, { policy: null })
  await insertRunHistory(owner, acme, { status: 'completed', outcome: 'failed' })
  await insertRunHistory(owner, acme, { status: 'completed' })
  const job = await api.ask('POST', '/api/v1/workspaces/acme/operations', {
    token: acme.token,
    body: { type: 'inventory.sync', input: { path: '/' } },
  })
  expect(job.status).toBe(201)
  metrics = (await api.ask('GET', '/metrics')).text
})
afterAll(async () => await fixture.close())

function sample(name: string): number | undefined {
  const line = metrics.split('\n').find((text) => text.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.split(' ').at(-1))
}

it('metrics count operations of all workspaces per verdict cell, and what has ended by outcome', () => {
  expect(sample('runtruth_open_operations{lifecycle="running",freshness="orphaned"}')).toBe(2)
  expect(sample('runtruth_open_operations{lifecycle="queued",freshness="likely_stale"}')).toBe(1)
  expect(sample('runtruth_open_operations{lifecycle="queued",freshness="unknown"}')).toBe(1)
  expect(sample('runtruth_open_operations{lifecycle="queued",freshness="fresh"}')).toBe(1)
  expect(sample('runtruth_open_operations{lifecycle="running",freshness="fresh"}')).toBe(0)
  expect(sample('runtruth_ended_operations{outcome="failed"}')).toBe(1)
  expect(sample('runtruth_ended_operations{outcome="succeeded"}')).toBe(1)
  expect(sample('runtruth_ended_operations{outcome="blocked"}')).toBe(0)
})

it('metrics agree with the counts of the API', async () => {
  const freshness = async (workspace: 'acme' | 'globex') =>
    (await api.ask('GET', `/api/v1/workspaces/${workspace}/operations/counts`, { token: fixture[workspace].token })).body.freshness
  const [acme, globex] = [await freshness('acme'), await freshness('globex')]
  for (const state of ['fresh', 'likely_stale', 'orphaned', 'unknown']) {
    const total =
      (sample(`runtruth_open_operations{lifecycle="queued",freshness="${state}"}`) ?? 0) +
      (sample(`runtruth_open_operations{lifecycle="running",freshness="${state}"}`) ?? 0)
    expect(total, state).toBe(acme[state]! + globex[state]!)
  }
})

it('metrics name no workspace, tenant, worker or operation', () => {
  expect(metrics).not.toMatch(/acme|globex|contoso|initech|lost-worker|inventory/i)
})

it('metrics tell workers by what was observed, and the age of the last sweep only once there was one', async () => {
  expect(sample('runtruth_workers{state="session_missing"}')).toBe(1)
  expect(sample('runtruth_workers{state="stopped"}')).toBe(1)
  expect(sample('runtruth_workers{state="session_held"}')).toBe(0)
  expect(sample('runtruth_sweep_lag_seconds')).toBeUndefined()
  await fixture.owner.query(
    `insert into runtruth.sweeps (reconciler, swept_at, looked, concluded) values ('r', now() - interval '90 seconds', 3, 0)`,
  )
  const later = (await (await openApi(fixture.services)).ask('GET', '/metrics')).text
  const lag = Number(/^runtruth_sweep_lag_seconds (\S+)$/m.exec(later)?.[1])
  expect(lag).toBeGreaterThanOrEqual(90)
  expect(lag).toBeLessThan(120)
})

it('metrics measure requests by route, never by address', () => {
  expect(metrics).toMatch(
    /runtruth_http_request_duration_seconds_count\{method="POST",route="\/api\/v1\/workspaces\/\{workspace\}\/operations",status="201"\} 1/,
  )
})

it('many scrapes at once are one look', async () => {
  const { ask } = await openApi(fixture.services)
  fixture.statements.length = 0
  await Promise.all(Array.from({ length: 10 }, async () => await ask('GET', '/metrics')))
  expect(fixture.statements.filter((text) => text.includes('outcome_counts'))).toHaveLength(1)
})

it('a database without the schema is not ready, and the answer says what to run', async () => {
  const database = await createTestDatabase({ template: 'template1' })
  const empty = composeServices({ url: database.url, operations: [], log: silentLog })
  try {
    const told = await (await openApi(empty.services)).ask('GET', '/readyz')
    expect(told.status).toBe(503)
    expect(told.body).toMatchObject({ code: 'database_unsuitable', detail: expect.stringContaining('runtruth migrate') })
  } finally {
    await empty.close()
    await database.drop()
  }
})

it('a database that is away is not ready, while the process lives', async () => {
  const away = composeServices({ url: 'postgres://nobody@127.0.0.1:1/none', operations: [], log: silentLog })
  try {
    const { ask } = await openApi(away.services)
    const told = await ask('GET', '/readyz')
    expect(told.status).toBe(503)
    expect(told.body.code).toBe('database_unavailable')
    expect((await ask('GET', '/healthz')).status).toBe(200)
    expect((await ask('GET', '/metrics')).status).toBe(503)
  } finally {
    await away.close()
  }
})

it('readiness is looked at once for many who ask', async () => {
  const { ask } = await openApi(fixture.services)
  const told = await Promise.all(Array.from({ length: 20 }, async () => await ask('GET', '/readyz')))
  expect(new Set(told.map(({ status, body }) => `${status} ${body.detail ?? 'ready'}`))).toEqual(new Set(['200 ready']))
  expect(told[0]!.body.schema.current).toBe(told[0]!.body.schema.latest)
})
