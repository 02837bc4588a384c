import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { changeEndpoint, listEndpoints } from '../../src/notify/endpoints.ts'
import { sendAgain, sendTest } from '../../src/notify/deliveries.ts'
import { TRIES } from '../../src/notify/retries.ts'
import { tidyDeliveries } from '../../src/notify/tidyDeliveries.ts'
import { runWebhooks } from '../../src/notify/runWebhooks.ts'
import { openDesk } from '../../src/notify/deliverDue.ts'
import { createFixture } from '../support/fixture.ts'
import { insertDelivery } from '../support/webhookFactories.ts'
import type { Reply } from './receiver.ts'
import { openStand, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => {
  stand = await openStand(await createFixture())
})
afterAll(async () => await stand.close())
beforeEach(async () => await stand.reset())

const hang: Reply = () => {}
const endpoints = async () => await stand.fixture.db.inWorkspace(stand.fixture.acme.id, async (tx) => await listEndpoints(tx, stand.scope))
const change = async (id: string, enabled: boolean) =>
  await changeEndpoint({ db: stand.fixture.db, targets: 'any' }, await stand.fixture.place('acme'), stand.scope, id, { enabled })

test('a receiver that answers 500 is asked again after a while with the same id and the same words, and then it is done', async () => {
  const { endpoint } = await stand.create()
  await stand.finish(await stand.running())
  stand.receiver.script(500, 200)
  await stand.deliver()
  const [waiting] = await stand.log(endpoint)
  expect(waiting).toMatchObject({
    state: 'due',
    underWay: false,
    attempts: [{ status: 500, error: 'Answered 500 Internal Server Error.' }],
  })
  const waitMs = (waiting?.nextAt?.getTime() ?? 0) - (waiting?.attempts[0]?.endedAt?.getTime() ?? 0)
  expect(waitMs).toBeGreaterThanOrEqual(4_500)
  expect(waitMs).toBeLessThanOrEqual(5_500)
  expect(await stand.deliver()).toBe(0)
  await stand.letTimePass()
  await stand.deliver()
  expect((await stand.log(endpoint))[0]).toMatchObject({
    state: 'delivered',
    nextAt: null,
    attempts: [{ status: 500 }, { status: 200, error: null }],
  })
  const [first, second] = stand.receiver.received
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  expect(second?.text).toBe(first?.text)
})

test('after the last try it is given up with the reason, and sent again by hand it starts anew with its old id', async () => {
  const { endpoint } = await stand.create()
  await stand.finish(await stand.running())
  stand.receiver.script(...Array.from({ length: TRIES }, () => 503))
  for (let tried = 0; tried < TRIES; tried += 1) {
    await stand.letTimePass()
    await stand.deliver()
  }
  const [over] = await stand.log(endpoint)
  expect(over).toMatchObject({
    state: 'given_up',
    nextAt: null,
    reason: `Not accepted after ${TRIES} tries. Answered 503 Service Unavailable.`,
  })
  expect(over?.attempts).toHaveLength(TRIES)
  await stand.letTimePass()
  expect(await stand.deliver()).toBe(0)
  const again = await sendAgain(stand.fixture.db, stand.scope, over?.id ?? '')
  expect(again).toMatchObject({ state: 'due', reason: null, messageId: over?.messageId })
  await stand.deliver()
  expect((await stand.log(endpoint))[0]).toMatchObject({ state: 'delivered', reason: null })
  expect(new Set(stand.receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
})

test.each<[string, Reply, RegExp]>([
  ['hangs', hang, /^No answer within 0\.2 s\.$/],
  ['hangs up', (response) => response.destroy(), /^The connection was closed before an answer came\.$/],
  [
    'sends elsewhere',
    (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
    /^Answered 302 Found\. Redirects are not followed/,
  ],
])('a receiver that %s has not accepted, and the log says so in plain words', async (_, reply, words) => {
  const { endpoint } = await stand.create()
  await stand.finish(await stand.running())
  stand.receiver.script(reply)
  await stand.deliver({ timeoutMs: 200 })
  expect((await stand.log(endpoint))[0]).toMatchObject({ state: 'due', attempts: [{ error: expect.stringMatching(words) }] })
  expect(stand.receiver.received).toHaveLength(1)
})

test('a receiver may ask for more patience', async () => {
  const { endpoint } = await stand.create()
  await stand.finish(await stand.running())
  stand.receiver.script((response) => response.writeHead(429, { 'retry-after': '600' }).end())
  await stand.deliver()
  const [waiting] = await stand.log(endpoint)
  expect((waiting?.nextAt?.getTime() ?? 0) - (waiting?.attempts[0]?.endedAt?.getTime() ?? 0)).toBe(600_000)
})

test('ten processes at once send each message once', async () => {
  const { endpoint } = await stand.create()
  const runs = await Promise.all(Array.from({ length: 40 }, async () => await stand.running()))
  await Promise.all(runs.map(async (at) => await stand.finish(at)))
  for (let left = Infinity; left > 0;) {
    left = (await Promise.all(Array.from({ length: 10 }, async () => await stand.deliver()))).reduce((sum, begun) => sum + begun, 0)
  }
  const ids = stand.receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(40)
  expect(new Set(ids).size).toBe(40)
  expect((await stand.log(endpoint)).every(({ attempts, state }) => attempts.length === 1 && state === 'delivered')).toBe(true)
})

test('a disabled webhook is sent nothing: not what waits, not what ends meanwhile, and not afterwards', async () => {
  const { endpoint } = await stand.create()
  await stand.finish(await stand.running())
  expect(await change(endpoint.id, false)).toMatchObject({ state: 'disabled', disabledReason: 'Disabled by dana.' })
  await stand.finish(await stand.running())
  expect(await stand.deliver()).toBe(0)
  await expect(sendTest(stand.fixture.db, stand.scope, endpoint.id)).rejects.toThrow(/is disabled/)
  expect((await stand.log(endpoint)).map(({ state, reason }) => [state, reason])).toEqual([['given_up', 'The webhook was disabled.']])
  expect(await change(endpoint.id, true)).toMatchObject({ state: 'enabled', disabledReason: null })
  expect(await stand.deliver()).toBe(0)
  expect(stand.receiver.received).toEqual([])
})

test('one that has accepted nothing for days is disabled, says why, and the audit says so too', async () => {
  const { endpoint } = await stand.create()
  await stand.finish(await stand.running())
  stand.receiver.script(500, 500)
  await stand.deliver()
  expect((await endpoints())[0]).toMatchObject({ state: 'enabled', failingSince: expect.any(Date) })
  await stand.fixture.owner.query(`update runtruth.webhook_endpoints set failing_since = now() - interval '3 days'`)
  await stand.letTimePass()
  await stand.deliver()
  expect((await endpoints())[0]).toMatchObject({
    state: 'disabled',
    disabledReason: expect.stringMatching(/^Disabled because nothing was accepted for 3 d.*Answered 500/),
  })
  expect((await stand.log(endpoint))[0]).toMatchObject({ state: 'given_up', reason: 'The webhook was disabled.' })
  const { rows } = await stand.fixture.owner.query(
    `select actor_name, data ->> 'name' as host from runtruth.audit_events where kind = 'webhook_disabled' order by id desc limit 1`,
  )
  expect(rows).toEqual([{ actor_name: 'System', host: new URL(stand.receiver.url).host }])
})

test('one message that is accepted ends the trouble, and 410 Gone ends the webhook', async () => {
  await stand.create()
  await stand.finish(await stand.running())
  stand.receiver.script(500, 204, 410)
  await stand.deliver()
  await stand.letTimePass()
  await stand.deliver()
  expect((await endpoints())[0]).toMatchObject({ state: 'enabled', failingSince: null })
  await stand.finish(await stand.running())
  await stand.deliver()
  expect((await endpoints())[0]).toMatchObject({ state: 'disabled', disabledReason: 'Disabled because the receiver answered 410 Gone.' })
})

test('a process that stops while it waits for an answer gives the message back, and the try does not count', async () => {
  const { endpoint } = await stand.create()
  await stand.finish(await stand.running())
  stand.receiver.script(hang)
  const stopping = new AbortController()
  const delivering = stand.deliver({ signal: stopping.signal })
  await stand.receiver.arrived(1)
  expect((await stand.log(endpoint))[0]).toMatchObject({ underWay: true, attempts: [{ endedAt: null, error: null }] })
  stopping.abort()
  await delivering
  expect((await stand.log(endpoint))[0]).toMatchObject({
    state: 'due',
    attempts: [{ error: 'Runtruth was stopped before an answer came.' }],
  })
  expect((await endpoints())[0]).toMatchObject({ failingSince: null })
  expect(await stand.deliver()).toBe(1)
  expect((await stand.log(endpoint))[0]).toMatchObject({ state: 'delivered' })
})

test('an endpoint that hangs holds up no other', async () => {
  const slow = await stand.create({ url: `${stand.receiver.url}/slow` })
  const runs = await Promise.all(Array.from({ length: 12 }, async () => await stand.running()))
  await Promise.all(runs.map(async (at) => await stand.finish(at)))
  stand.receiver.script(...Array.from({ length: 12 }, () => hang))
  const stopping = new AbortController()
  const desk = openDesk({ services: stand.fixture.services, targets: 'any', signal: stopping.signal })
  expect(await desk.begin()).toBe(4)
  await stand.receiver.arrived(4)
  expect(await desk.begin()).toBe(0)
  const quick = await stand.create()
  await stand.finish(await stand.running())
  stand.receiver.script()
  expect(await desk.begin()).toBe(1)
  await desk.answered()
  expect((await stand.log(quick.endpoint)).map(({ state }) => state)).toEqual(['delivered'])
  stopping.abort()
  await desk.settled()
  expect((await stand.log(slow.endpoint)).every(({ underWay }) => !underWay)).toBe(true)
})

test('the loop sends a backlog without resting, and ends when it is told to', async () => {
  const { endpoint } = await stand.create()
  const runs = await Promise.all(Array.from({ length: 30 }, async () => await stand.running()))
  await Promise.all(runs.map(async (at) => await stand.finish(at)))
  const stopping = new AbortController()
  const running = runWebhooks({ services: stand.fixture.services, targets: 'any', signal: stopping.signal, intervalMs: 3_600_000 })
  await stand.receiver.arrived(30)
  stopping.abort()
  await running
  expect((await stand.log(endpoint)).every(({ state }) => state === 'delivered')).toBe(true)
})

test('the log is kept for a week and what waits is kept', async () => {
  const { endpoint } = await stand.create()
  const { owner, acme } = stand.fixture
  await insertDelivery(owner, acme, endpoint.id, { endedAgoDays: 8 })
  const kept = [
    await insertDelivery(owner, acme, endpoint.id, { state: 'due' }),
    await insertDelivery(owner, acme, endpoint.id, { state: 'delivered', endedAgoDays: 6 }),
  ]
  await tidyDeliveries(stand.fixture.services)
  expect((await stand.log(endpoint)).map(({ id }) => id)).toEqual(kept.toReversed())
})
