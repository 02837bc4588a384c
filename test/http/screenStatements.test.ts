import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunStatus } from '../../src/truth/facts.ts'
import { READER_COOKIE, writeReader } from '../../web/console/model/reader.ts'
import { insertEventHistory, insertNotification, insertRunHistory, insertWorkerHistory, multiplyRuns } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { cookieOf, openApi, type Api } from './api.ts'
import { OPERATIONS } from './operations.ts'
import { HUB_LISTS, SCREEN_REQUESTS, type Looked } from './screenRequests.ts'

const SIZES = [1, 50, 5_000] as const
const COPIES = 100
const HOUR_MS = 3_600_000
/** The page itself, as the server draws it; of the console as it was built last. */
const DRAWN_HUB = '/admin/workspaces/acme/operations'

let fixture: Fixture
let api: Api
let cookie: string
let looked: Looked
/** Statements of each request, by the number of runs there were. */
const counted = new Map<string, number[]>()

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  api = await openApi(fixture.services, { signIn: fixture.signIn })
  const told = await api.ask('POST', '/api/v1/set-up', {
    body: { invitation: fixture.acme.token, name: 'Dana', email: 'dana.owner@acme.example', password: 'a long enough password' },
    headers: { origin: 'http://api.test' },
  })
  expect(told.status, told.text).toBeLessThan(300)
  cookie = `${cookieOf(told)}; ${READER_COOKIE}=${writeReader({ locale: 'en-GB', zone: 'UTC', theme: 'system' })}`
  looked = { workspace: 'acme', tenant: 'contoso', operation: '', endedSince: new Date(Date.now() - HOUR_MS).toISOString() }
  for (const size of SIZES) {
    await growTo(size)
    for (const path of [...requests(), DRAWN_HUB]) counted.set(path, [...(counted.get(path) ?? []), (await statementsOf(path)).length])
  }
}, 120_000)
afterAll(async () => await fixture?.close())

function requests(): readonly string[] {
  return [...new Set([...Object.values(SCREEN_REQUESTS).flatMap((of) => of(looked)), ...HUB_LISTS(looked)])]
}

/** One operation; fifty of every kind; a hundred of each of these. Half of them are parts of the first, which has a long history too. */
async function growTo(size: (typeof SIZES)[number]): Promise<void> {
  const { owner, acme } = fixture
  if (size === 1) {
    const { bootId } = await insertWorkerHistory(owner, { name: 'gone', heartbeatAgoMs: 60_000 })
    const { id } = await insertRunHistory(owner, acme, { status: 'running', worker: 'gone', bootId, tenant: 'contoso' })
    looked = { ...looked, operation: id }
  } else if (size === 50) {
    const { bootId } = await insertWorkerHistory(owner, { name: 'gone', heartbeatAgoMs: 60_000 })
    const kinds: readonly RunStatus[] = ['queued', 'running', 'completed', 'completed']
    for (let made = 1; made < size; made += 1) {
      const status = kinds[made % kinds.length] ?? 'queued'
      const { id } = await insertRunHistory(owner, acme, {
        status,
        type: made % 3 === 0 ? 'inventory.sync' : `type.t${made % 5}`,
        tenant: ['contoso', 'fabrikam', null][made % 3] ?? null,
        createdAgoMs: made % 5 === 0 ? HOUR_MS : 90_000,
        parentId: made % 2 === 0 ? looked.operation : null,
        ...(status === 'running' && made % 8 === 1 ? { worker: 'gone', bootId } : {}),
        ...(made % 4 === 3 ? { outcome: 'failed' } : {}),
      })
      if (status === 'completed') await insertNotification(owner, acme, id)
    }
  } else await multiplyRuns(owner, acme, COPIES)
  await insertEventHistory(owner, [looked.operation], 'phase', size)
  const { rows } = await owner.query<{ runs: number }>(
    `select count(*)::integer as runs from runtruth.operation_runs where workspace_id = $1`,
    [acme.id],
  )
  expect(rows[0]?.runs).toBe(size)
}

async function statementsOf(path: string): Promise<string[]> {
  const ask = async () => await api.ask('GET', path, { headers: { cookie } })
  expect((await ask()).status, path).toBe(200)
  fixture.statements.length = 0
  await ask()
  // The observation of the workers and the place are shared for a second; whether that has just passed is chance.
  return fixture.statements.filter((text) => !/pg_locks|from runtruth\.(workspaces|tenants) /.test(text))
}

/** What a person and a place cost is in it: every request is asked with the cookie of a session. Two lists of the hub look once or twice. */
const OPENING: Record<keyof typeof SCREEN_REQUESTS, number> = { hint: 2, hub: 26, operation: 18 }
/** Who asks is asked about once for all of it. */
const DRAWING = 16

it.each(Object.keys(OPENING) as (keyof typeof SCREEN_REQUESTS)[])(
  'opening the %s costs so many statements, however much there is',
  (screen) => {
    const costs = SCREEN_REQUESTS[screen](looked).map((path) => counted.get(path) ?? [])
    for (const [size, runs] of SIZES.entries()) {
      expect(
        costs.reduce((sum, cost) => sum + (cost[size] ?? Number.NaN), 0),
        `with ${runs} runs`,
      ).toBeLessThanOrEqual(OPENING[screen])
    }
  },
)

it('the hub drawn by the server holds its rows, and costs no more than to ask for what it shows', async () => {
  const { text } = await api.ask('GET', DRAWN_HUB, { headers: { cookie } })
  expect(text).toContain('data-surface="hub-row"')
  for (const cost of counted.get(DRAWN_HUB) ?? [Number.NaN]) expect(cost).toBeLessThanOrEqual(DRAWING)
})

it('each request costs the same with one run, with 50 and with 5,000', () => {
  for (const [path, costs] of counted) {
    if (isDerived(path) || path === DRAWN_HUB) continue
    expect(costs, path).toEqual(SIZES.map(() => costs[0]))
  }
})

it('a filter that only judging answers looks once or twice at what is open, and reads rows only where it found some', () => {
  const derived = [...counted].filter(([path]) => isDerived(path))
  expect(derived).toHaveLength(5)
  for (const [path, costs] of derived) {
    // The session, one look or two, the rows.
    expect(Math.min(...costs), path).toBeGreaterThanOrEqual(2)
    expect(Math.max(...costs), path).toBeLessThanOrEqual(4)
  }
})

function isDerived(path: string): boolean {
  return /freshness=|problem=active/.test(path)
}
