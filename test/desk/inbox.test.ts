import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROLES } from '../../src/access/actor.ts'
import { listInbox } from '../../src/ledger/inbox.ts'
import { openApi, type Api } from '../http/api.ts'
import { OPERATIONS } from '../http/operations.ts'
import { insertNotification, insertRunHistory, type RunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { insertPerson, type Person } from './support.ts'

interface Told {
  readonly unread: number
  readonly notifications: readonly {
    readonly id: string
    readonly kind: string
    readonly readAt: string | null
    readonly operation: { readonly id: string; readonly verdict: { readonly problem: string }; readonly facts?: object }
  }[]
  readonly next: string | null
}

let fixture: Fixture
let api: Api

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  api = await openApi(fixture.services)
})
afterAll(async () => await fixture.close())

async function inbox({ token }: { token: string }, query = ''): Promise<Told> {
  const { body } = await api.ask('GET', `/api/v1/workspaces/acme/notifications${query}`, { token })
  // Held against the document by the asking.
  return body as unknown as Told
}
async function read({ token }: { token: string }, body: object): Promise<number> {
  const told = await api.ask('POST', '/api/v1/workspaces/acme/notifications/read', { token, body })
  expect(told.status, told.text).toBe(200)
  return told.body['unread'] as number
}
async function tell(person: Person, history: RunHistory = {}, kind: 'finished' | 'amended' = 'finished') {
  const run = await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed', ...history })
  return { run: run.id, id: await insertNotification(fixture.owner, fixture.acme, run.id, { userId: person.id, kind }) }
}
let people = 0
const someone = async (tenants?: readonly string[]) =>
  await insertPerson(fixture, fixture.acme, `reader${(people += 1)}`, { capabilities: ROLES.viewer, ...(tenants ? { tenants } : {}) })

it('a reader finds what they were told, newest first, page by page, with the operation as it stands now', async () => {
  const [erin, other] = [await someone(), await someone()]
  const told = [await tell(erin), await tell(erin, { outcome: 'failed' }), await tell(erin, {}, 'amended')]
  await tell(other)
  const first = await inbox(erin, '?limit=2&include=facts')
  expect(first.unread).toBe(3)
  expect(first.notifications.map(({ id }) => id)).toEqual([told[2]?.id, told[1]?.id])
  expect(first.notifications[0]).toMatchObject({ kind: 'amended', readAt: null, operation: { id: told[2]?.run, facts: {} } })
  expect(first.notifications[1]?.operation.verdict.problem).toBe('terminal_follow_up')
  const second = await inbox(erin, `?limit=2&cursor=${first.next}`)
  expect(second.notifications.map(({ id }) => id)).toEqual([told[0]?.id])
  expect(second.next).toBeNull()
})

it('reading is counted exactly, however often it is said, and touches nobody else', async () => {
  const [erin, other] = [await someone(), await someone()]
  const [first, second] = [await tell(erin), await tell(erin), await tell(erin)]
  const foreign = await tell(other)
  expect(await read(erin, { ids: [first.id, foreign.id, '999999999'] })).toBe(2)
  expect(await read(erin, { ids: [first.id] })).toBe(2)
  expect((await inbox(other)).unread).toBe(1)
  const at = (await inbox(erin)).notifications.find(({ id }) => id === first.id)?.readAt
  expect(at).not.toBeNull()
  const all = await Promise.all([read(erin, { all: true }), read(erin, { all: true }), read(erin, { ids: [second.id] })])
  expect(all.at(0)).toBe(0)
  const after = await inbox(erin)
  expect(after.unread).toBe(0)
  expect(after.notifications.find(({ id }) => id === first.id)?.readAt).toBe(at)
})

it('what a reader may no longer see is neither shown nor counted, nor marked as read', async () => {
  const erin = await someone(['fabrikam'])
  const hidden = await tell(erin, { tenant: 'contoso' })
  const seen = await tell(erin, { tenant: 'fabrikam' })
  const whole = await tell(erin, { tenant: null })
  const told = await inbox(erin)
  expect(told.notifications.map(({ id }) => id)).toEqual([seen.id])
  expect(told.unread).toBe(1)
  expect(await read(erin, { all: true })).toBe(0)
  await read(erin, { ids: [hidden.id] })
  const { rows } = await fixture.owner.query<{ id: string }>(
    `select n.id::text from runtruth.notifications n where n.read_at is null and n.user_id = $1 order by n.id`,
    [erin.id],
  )
  expect(rows.map(({ id }) => id)).toEqual([hidden.id, whole.id])
})

it('a failure that was answered since does not ask any more, here either', async () => {
  const erin = await someone()
  const { run } = await tell(erin, { outcome: 'failed' })
  const answer = await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed' })
  await fixture.owner.query('update runtruth.operation_runs set superseded_by = $2 where id = $1', [run, answer.id])
  expect((await inbox(erin)).notifications[0]?.operation.verdict.problem).toBe('none')
})

it('a token of nobody has an empty inbox, and marks nothing', async () => {
  await tell(await someone())
  const { token } = fixture.acme
  expect(await inbox({ token })).toEqual({ unread: 0, notifications: [], next: null })
  expect(await read({ token }, { all: true })).toBe(0)
})

it('a page costs the same few statements, whatever its length', async () => {
  const erin = await someone()
  for (let made = 0; made < 40; made += 1) await tell(erin)
  const statements = async (limit: number) => {
    await inbox(erin, `?limit=${limit}`)
    fixture.statements.length = 0
    await inbox(erin, `?limit=${limit}`)
    return fixture.statements.filter((text) => !text.includes('pg_locks'))
  }
  // Token, page, unread, operations.
  expect(await statements(1)).toHaveLength(4)
  expect(await statements(40)).toHaveLength(4)
})

it('the same user id in another workspace reads nothing from here', async () => {
  const erin = await someone()
  await tell(erin)
  const scope = await fixture.scope('globex', { principal: { kind: 'user', id: erin.id, name: 'Erin' } })
  const observation = await fixture.services.observer.observe()
  const found = await fixture.db.inWorkspace(
    fixture.globex.id,
    async (tx) => await listInbox(tx, scope, observation, { before: null, limit: 50 }),
  )
  expect(found).toEqual({ unread: 0, notifications: [], next: null })
})
