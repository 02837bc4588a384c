import { afterAll, beforeAll, expect, it } from 'vitest'
import { SYSTEM } from '../../src/access/actor.ts'
import { setPlatformOperator } from '../../src/access/platform.ts'
import { createHttpHandler, type HttpHandler } from '../../src/http/createHttpHandler.ts'
import type { WireList } from '../../src/ledger/wire.ts'
import { OPERATIONS } from '../http/operations.ts'
import { insertRunHistory } from '../support/factories.ts'
import { hangSources } from '../support/sourceFactories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

let fixture: Fixture
let handler: HttpHandler

/** The user a request says it is from, as a session cookie would. */
const userOf = async (request: Request) => {
  const id = Number(request.headers.get('x-user') ?? 0)
  return await Promise.resolve(id === 0 ? undefined : { id, name: `user ${id}` })
}

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  handler = createHttpHandler({ services: fixture.services, userOf })
})
afterAll(async () => await fixture.close())

const PATH = '/api/v1/system/operations'
const SOURCES = '/api/v1/system/sources'
async function ask(query: string, headers: Record<string, string>, by = handler, path = PATH) {
  const response = await by.fetch(new Request(`http://api.test${path}${query}`, { headers }))
  const text = await response.text()
  // The document's own tests look at its shape.
  return { status: response.status, text, list: JSON.parse(text) as WireList & { detail: string } }
}
const dana = () => ({ 'x-user': fixture.acme.owner.id ?? '' })
const hank = () => ({ 'x-user': fixture.globex.owner.id ?? '' })
const grant = async (held: boolean) => await setPlatformOperator(fixture.db, { ...SYSTEM, name: 'the operator' }, 'dana@acme.example', held)
async function audited() {
  const { rows } = await fixture.owner.query<{ kind: string; actor_name: string; data: Record<string, unknown> }>(
    'select kind, actor_name, data from runtruth.platform_events order by id',
  )
  return rows
}

it('who does not hold it, a token with everything, and a handler without people are told that there is nothing', async () => {
  const withoutPeople = createHttpHandler({ services: fixture.services })
  const told = [
    await ask('', hank()),
    await ask('', dana()),
    await ask('?colour=red', dana()),
    await ask('', { ...dana(), authorization: `Bearer ${fixture.acme.token}` }),
    await ask('', dana(), withoutPeople),
    await ask('', hank(), handler, SOURCES),
    await ask('', { ...dana(), authorization: `Bearer ${fixture.acme.token}` }, handler, SOURCES),
    await ask('', dana(), withoutPeople, SOURCES),
  ]
  expect(told.map(({ status }) => status)).toEqual(told.map(() => 404))
  expect(new Set(told.map(({ list }) => list.detail)).size).toBe(1)
  expect((await ask('', {})).status).toBe(401)
  expect(await audited()).toEqual([])
})

it('who holds it sees the operations of all workspaces by the same verdicts, page by page, and every look is written down', async () => {
  const { owner, acme, globex } = fixture
  const made: string[] = []
  for (let round = 0; round < 3; round += 1) {
    made.unshift((await insertRunHistory(owner, acme, { createdAgoMs: 1_200_000 })).id)
    made.unshift((await insertRunHistory(owner, globex, { createdAgoMs: 1_200_000 })).id)
  }
  const failed = (await insertRunHistory(owner, globex, { status: 'completed', outcome: 'failed' })).id
  await Promise.all([grant(true), grant(true)])
  const pages: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { list }: { list: WireList } = await ask(
      `?problem=active_stale_attention&limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`,
      dana(),
    )
    pages.push(...list.operations.map(({ id }) => id))
    cursor = list.next
  }
  expect(pages).toEqual(made)
  const { list } = await ask('?include=facts', dana())
  expect(list.operations.map(({ id }) => id)).toEqual([failed, ...made])
  expect(list.operations[0]).toMatchObject({
    workspace: 'globex',
    verdict: { problem: 'terminal_follow_up' },
    facts: { run: { workspace: 'globex' } },
    links: { page: `/admin/workspaces/globex/operations/${failed}` },
  })
  const own = await handler.fetch(
    new Request(`http://api.test/api/v1/workspaces/globex/operations/${made[0]}`, {
      headers: { authorization: `Bearer ${globex.token}` },
    }),
  )
  expect(list.operations[1]?.verdict.headline).toBe(((await own.json()) as WireList['operations'][number]).verdict.headline)
  expect((await ask('?problem=terminal_follow_up', dana())).list.operations.map(({ id }) => id)).toEqual([failed])
  expect((await ask('?problem=none', dana())).list.operations).toEqual([])
  expect((await ask('?freshness=settled&problem=active_stale_attention', dana())).list.operations).toEqual([])
  expect((await ask('?freshness=ripe', dana())).status).toBe(400)
  const acts = await audited()
  expect(acts[0]).toMatchObject({ kind: 'platform_granted', actor_name: 'the operator', data: { email: 'dana@acme.example' } })
  expect(acts.slice(1).map(({ kind }) => kind)).toEqual(Array.from({ length: 6 }, () => 'operations_read'))
  expect(acts[1]).toMatchObject({
    actor_name: `user ${fixture.acme.owner.id}`,
    data: { problem: 'active_stale_attention', limit: 4 },
  })
})

it('who holds it sees which queues are followed, and what of them was refused and why; the look is written down as what it is', async () => {
  await hangSources(fixture.owner)
  const before = (await audited()).length
  const { status, text } = await ask('', dana(), handler, SOURCES)
  expect({ status, ...JSON.parse(text) }).toEqual({
    status: 200,
    sources: [
      {
        name: 'mail',
        kind: 'pg-boss',
        lookedAgoMs: expect.any(Number),
        followed: true,
        open: 0,
        refused: 3,
        refusedBecause: 'There is no workspace "hooli".',
        catchUp: 'done',
        discovered: 12,
      },
      {
        name: 'shop',
        kind: 'bullmq',
        lookedAgoMs: null,
        followed: false,
        open: 0,
        refused: 0,
        refusedBecause: null,
        catchUp: 'wanted',
        discovered: 0,
      },
    ],
  })
  expect((await ask('?workspace=acme', dana(), handler, SOURCES)).status).toBe(400)
  expect((await audited()).slice(before)).toMatchObject([{ kind: 'sources_read', actor_name: `user ${fixture.acme.owner.id}` }])
})

it('a page costs the same few statements, whatever there is', async () => {
  const statements = async (query: string) => {
    await ask(query, dana())
    fixture.statements.length = 0
    await ask(query, dana())
    return fixture.statements.filter((text) => !text.includes('pg_locks'))
  }
  const few = await statements('?limit=1')
  for (let made = 0; made < 30; made += 1) await insertRunHistory(fixture.owner, made % 2 ? fixture.acme : fixture.globex)
  expect((await statements('?limit=30')).length).toBe(few.length)
})

it('it is taken back at once, and inside a workspace nothing of it is to be seen', async () => {
  await grant(false)
  await grant(false)
  expect((await ask('', dana())).status).toBe(404)
  expect((await audited()).filter(({ kind }) => kind === 'platform_revoked')).toHaveLength(1)
  for (const table of ['platform_operators', 'platform_events']) {
    await expect(
      fixture.db.inWorkspace(fixture.acme.id, async (tx) => await tx.execute(`select 1 from runtruth.${table}`)),
    ).rejects.toThrow(/permission denied/)
  }
  await expect(fixture.owner.query('delete from runtruth.platform_events')).rejects.toMatchObject({
    constraint: 'an_audit_is_never_rewritten',
  })
})
