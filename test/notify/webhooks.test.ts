import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WireOperation } from '../../src/ledger/wire.ts'
import type { WebhookMessage } from '../../src/notify/messageBody.ts'
import { rotateSecret } from '../../src/notify/endpoints.ts'
import { sendTest } from '../../src/notify/deliveries.ts'
import { finishRun } from '../../src/ledger/finishRun.ts'
import { eventually } from '../support/eventually.ts'
import { insertRunHistory } from '../support/factories.ts'
import { createFixture } from '../support/fixture.ts'
import { openApi } from '../http/api.ts'
import { createHarness, type Harness } from '../reconcile/harness.ts'
import { isSignedBy } from './receiver.ts'
import { openStand, type Stand } from './stand.ts'

let stand: Stand
let harness: Harness
beforeAll(async () => {
  const fixture = await createFixture()
  stand = await openStand(fixture)
  harness = await createHarness(fixture)
})
afterAll(async () => {
  await stand.receiver.close()
  await harness.close()
})
beforeEach(async () => await stand.reset())

const operationOf = ({ data }: WebhookMessage): WireOperation | undefined => ('operation' in data ? data.operation : undefined)

test('an end is told once, signed, with the operation and its verdict as the API tells it', async () => {
  const { secret } = await stand.create()
  const at = await stand.running({ tenant: 'contoso', input: { password: 'hush' } })
  await stand.finish(at, { counts: { processed: 7 }, diagnostics: { trace: 'hush' } })
  expect([await stand.deliver(), await stand.deliver()]).toEqual([1, 0])
  const [received, ...more] = stand.receiver.received
  if (!received) throw new Error('Nothing was received.')
  expect(more).toEqual([])
  expect(received.path).toBe('/hook')
  expect(received.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': expect.stringMatching(/^msg_[\da-f-]{36}$/) })
  expect(Number(received.headers['webhook-timestamp'])).toBeGreaterThan(1_700_000_000)
  expect(isSignedBy(secret, received)).toBe(true)
  expect(isSignedBy(secret, { ...received, text: `${received.text} ` })).toBe(false)
  expect(received.message).toMatchObject({ type: 'operation.finished', timestamp: operationOf(received.message)?.completedAt })
  expect(received.text).not.toContain('hush')

  const api = await openApi(stand.fixture.services)
  const told = await api.ask('GET', `/api/v1/workspaces/acme/operations/${at.runId}`, { token: stand.fixture.acme.token })
  const ageless = (operation: unknown) => JSON.stringify(operation).replaceAll(/"asOf":"[^"]*"/g, '')
  expect(ageless(operationOf(received.message))).toBe(ageless(told.body))
})

test('the lines of the documentation tell a message of ours from any other', async () => {
  const { endpoint, secret } = await stand.create()
  await sendTest(stand.fixture.db, stand.scope, endpoint.id)
  await stand.deliver()
  const [received] = stand.receiver.received
  const page = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8')
  const [, lines = ''] = /<!-- verify -->\n```js\n([\s\S]*?)```/.exec(page) ?? []
  type Lines = { isFromRuntruth(secret: string, headers: unknown, body: unknown): boolean }
  const { isFromRuntruth } = (await import(`data:text/javascript,${encodeURIComponent(lines)}`)) as Lines
  expect(isFromRuntruth(secret, received?.headers, received?.text)).toBe(true)
  expect(isFromRuntruth(secret, received?.headers, `${received?.text} `)).toBe(false)
  expect(isFromRuntruth(secret, { ...received?.headers, 'webhook-timestamp': '1700000000' }, received?.text)).toBe(false)
  expect(isFromRuntruth(`whsec_${'A'.repeat(43)}=`, received?.headers, received?.text)).toBe(false)
})

test('what the system started is told as well; a part only to who asked for parts', async () => {
  const whole = await stand.create()
  const parts = await stand.create({ withParts: true })
  const system = { kind: 'system', id: null, name: 'System' } as const
  const parent = await stand.running({ initiator: system })
  await stand.finish(await stand.running({ initiator: system, parentId: parent.runId }))
  await stand.finish(parent)
  await stand.deliver()
  expect((await stand.log(whole.endpoint)).map(({ runId }) => runId)).toEqual([parent.runId])
  expect(await stand.log(parts.endpoint)).toHaveLength(2)
})

test('a reconciled end says so with its reason, and an amended one is told once more', async () => {
  const { endpoint } = await stand.create()
  const { look } = harness.reconciler()
  const at = await harness.lostRun()
  await look()
  await look()
  await stand.deliver()
  await stand.finish(at)
  await stand.finish(at)
  await stand.deliver()
  const [finished, amended, ...more] = stand.receiver.received.map(({ message }) => message)
  expect(more).toEqual([])
  if (!finished || !amended) throw new Error('Something was not told.')
  expect([finished.type, amended.type]).toEqual(['operation.finished', 'operation.amended'])
  const verdict = operationOf(finished)?.verdict
  expect(verdict).toMatchObject({ freshness: 'reconciled', headline: 'Reconciled as failed' })
  expect(verdict?.guidance).toContain('Worker process ended')
  expect(operationOf(amended)).toMatchObject({ outcome: 'succeeded', verdict: { freshness: 'reconciled', reason: 'amended' } })
  expect((await stand.log(endpoint)).map(({ state }) => state)).toEqual(['delivered', 'delivered'])
})

test('only the events, and only the tenants, that were asked for', async () => {
  const amendments = await stand.create({ events: ['operation.amended'] })
  const contoso = await stand.create({ tenants: ['contoso'] })
  await stand.finish(await stand.running({ tenant: 'fabrikam' }))
  await stand.finish(await stand.running({ tenant: null }))
  const own = await stand.running({ tenant: 'contoso' })
  await stand.finish(own)
  expect(await stand.log(amendments.endpoint)).toEqual([])
  expect((await stand.log(contoso.endpoint)).map(({ runId }) => runId)).toEqual([own.runId])
})

test('another workspace hears nothing', async () => {
  await stand.create()
  const { globex, owner, db } = stand.fixture
  const run = await insertRunHistory(owner, globex, { status: 'running' })
  const scope = await stand.fixture.scope('globex')
  await db.inWorkspace(globex.id, async (tx) => {
    await finishRun(tx, scope, { runId: run.id, attempt: run.attempt, lease: run.lease ?? '' }, { outcome: 'succeeded' })
  })
  expect(await stand.deliver()).toBe(0)
  expect(stand.receiver.received).toEqual([])
})

test('a replaced secret signs beside the new one for a day and not a moment longer; nobody reads either', async () => {
  const { endpoint, secret: old } = await stand.create()
  const rotated = await rotateSecret(stand.fixture.db, stand.scope, endpoint.id)
  expect(rotated.secret).toMatch(/^whsec_[\w+/]{43}=$/)
  expect(rotated.endpoint.oldSecretUntil).not.toBeNull()
  await sendTest(stand.fixture.db, stand.scope, endpoint.id)
  await stand.deliver()
  await stand.fixture.owner.query(
    `update runtruth.webhook_secrets set valid_until = valid_until - interval '24 hours' where valid_until is not null`,
  )
  await sendTest(stand.fixture.db, stand.scope, endpoint.id)
  await stand.deliver()
  const signed = stand.receiver.received.map((received) => [isSignedBy(old, received), isSignedBy(rotated.secret, received)])
  expect(signed).toEqual([
    [true, true],
    [false, true],
  ])
  expect(stand.receiver.received[0]?.message).toMatchObject({ type: 'webhook.test', data: { test: expect.stringContaining('acme') } })
  const { db, acme } = stand.fixture
  const reading = async (what: string) =>
    await db.inWorkspace(acme.id, async (tx) => await tx.execute(`select ${what} from runtruth.webhook_secrets`))
  expect((await reading('id')).rowCount).toBe(2)
  await expect(reading('secret')).rejects.toThrow()
})

test('a webhook that is removed while an operation ends does not keep it from ending', async () => {
  const { endpoint } = await stand.create()
  const at = await stand.running()
  const { owner } = stand.fixture
  const removing = await owner.connect()
  await removing.query('begin')
  await removing.query('delete from runtruth.webhook_endpoints where id = $1', [endpoint.id])
  const finishing = stand.finish(at)
  await eventually('the end to wait for the removal', 10_000, async () => {
    const { rows } = await owner.query(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
    return rows.length > 0 ? { found: undefined } : { seen: 'nobody waits' }
  })
  await removing.query('commit')
  removing.release()
  await finishing
  const { rows } = await owner.query('select outcome from runtruth.operation_runs where id = $1', [at.runId])
  expect(rows).toEqual([{ outcome: 'succeeded' }])
})
