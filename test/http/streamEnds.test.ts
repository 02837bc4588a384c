import { performance } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { CAPABILITIES, type Grant } from '../../src/access/actor.ts'
import { hostAuthority } from '../../src/access/authority.ts'
import { createHttpHandler, serveHttp } from '../../src/http/index.ts'
import { silentLog } from '../../src/log.ts'
import type { Services } from '../../src/work/services.ts'
import { eventually } from '../support/eventually.ts'
import { insertRunHistory } from '../support/factories.ts'
import { hear, isHello, isReset, type Ear } from './streamListener.ts'
import { setStreamStage } from './streamStage.ts'

const stage = setStreamStage()

async function openStreams(): Promise<number> {
  const text = await (await stage.server.handler.fetch(new Request('http://api.test/metrics'))).text()
  return Number(/^runtruth_http_open_streams (\d+)$/m.exec(text)?.[1])
}

async function untilOver(ear: Ear): Promise<void> {
  await eventually('the end of the stream', 10_000, () => (ear.over() ? { found: true } : { seen: ear.wire().slice(-300) }), 5)
}

/** Whatever this returns is what the host says about everybody. */
function hosted(say: () => Promise<Grant | null>): void {
  const services: Services = { ...stage.fixture.services, authority: hostAuthority(say, stage.fixture.services.authority) }
  stage.open(services)
}

const everything: Grant = { principal: { kind: 'user', id: 'dana', name: 'Dana' }, capabilities: new Set(CAPABILITIES), tenants: 'all' }

it('a revoked token hears no more within half a minute, and others go on hearing', async () => {
  const token = await stage.fixture.tokenWith(stage.fixture.acme, { capabilities: ['operations.view'] })
  const [revoked, other] = [await stage.listen({ token }), await stage.listen()]
  await revoked.next('hello', isHello)
  await stage.fixture.owner.query(`update runtruth.tokens set revoked_at = now() where hash = sha256($1::bytea)`, [Buffer.from(token)])
  const words = revoked.heard.length
  stage.server.later(30_000)
  await untilOver(revoked)
  expect(revoked.heard.slice(words).filter(({ name }) => name === 'operations')).toEqual([])
  expect(other.over()).toBe(false)
  expect(await openStreams()).toBe(1)
})

it('whoever loses the capability hears no more; whose tenants change is told to read again, and comes back', async () => {
  let grant: Grant | null = everything
  hosted(async () => await Promise.resolve(grant))
  const first = await stage.listen({ token: 'host' })
  grant = { ...everything, capabilities: new Set(['operations.start']) }
  stage.server.later(30_000)
  await untilOver(first)
  expect(first.heard.filter(isReset)).toEqual([])
  grant = everything
  const second = await stage.listen({ token: 'host' })
  grant = { ...everything, tenants: new Set(['contoso']) }
  stage.server.later(30_000)
  await untilOver(second)
  expect(second.heard.at(-1)!.name).toBe('reset')
  const back = await stage.listen({ token: 'host', lastEventId: second.lastId() })
  expect((await back.next('a word', () => true)).name).toBe('reset')
})

it('when nobody can say any more who may hear, nobody hears', async () => {
  let answers = true
  hosted(async () => (answers ? everything : await new Promise<null>(() => {})))
  const silent = await stage.listen({ token: 'host' })
  answers = false
  stage.server.later(24_000)
  // Asked at one pulse, past its time at a later one.
  await eventually('the end', 10_000, () => {
    stage.server.later(5_000)
    return silent.over() ? { found: true } : { seen: 'open' }
  })
  let fails = false
  hosted(async () => (fails ? await Promise.reject(new Error('the host is down')) : await Promise.resolve(everything)))
  const failing = await stage.listen({ token: 'host' })
  fails = true
  stage.server.later(30_000)
  await untilOver(failing)
})

it('so many streams with the same credentials, and no more; one that leaves makes room', async () => {
  const token = await stage.fixture.tokenWith(stage.fixture.acme, { capabilities: ['operations.view'] })
  const ears = await Promise.all(Array.from({ length: 50 }, async () => await stage.listen({ token })))
  expect(ears.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200))
  const refused = await stage.server.handler.fetch(
    new Request('http://api.test/api/v1/workspaces/acme/stream', { headers: { authorization: `Bearer ${token}` } }),
  )
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('30')
  expect(await refused.json()).toMatchObject({ code: 'rate_limited', detail: expect.stringMatching(/^50 event streams are open/) })
  expect((await stage.listen()).status).toBe(200)
  await ears[0]!.leave()
  expect((await stage.listen({ token })).status).toBe(200)
})

it('fifty who hear the same cost the looks of one, and none once they have left', async () => {
  const ears = await Promise.all(Array.from({ length: 50 }, async () => await stage.listen()))
  stage.fixture.statements.length = 0
  const { id } = await insertRunHistory(stage.fixture.owner, stage.fixture.acme)
  stage.server.later(1_000)
  await Promise.all(ears.map(async (ear) => await ear.next('the operation', () => ear.told(id) !== undefined)))
  expect(stage.fixture.statements.filter((text) => !text.includes('pg_locks'))).toHaveLength(2)
  await Promise.all(ears.map(async (ear) => await ear.leave()))
  expect(await openStreams()).toBe(0)
  stage.fixture.statements.length = 0
  stage.server.later(60_000)
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(stage.fixture.statements).toEqual([])
})

it('a reader that does not take what it is sent is cut off before much is kept for it', async () => {
  await Promise.all(
    Array.from({ length: 400 }, async () => await insertRunHistory(stage.fixture.owner, stage.fixture.globex, { type: 'bulk' })),
  )
  let hungUp = 0
  const request = new Request('http://api.test/api/v1/workspaces/globex/stream', {
    headers: { authorization: `Bearer ${stage.fixture.globex.token}` },
  })
  const stalled = await stage.server.handler.fetch(request, { hangUp: () => (hungUp += 1) })
  const reading = await stage.listen({ token: stage.fixture.globex.token, workspace: 'globex' })
  for (let change = 0; change < 6 && hungUp === 0; change += 1) {
    await stage.fixture.owner.query(`update runtruth.operation_runs set phase = $2 where workspace_id = $1 and type = 'bulk'`, [
      stage.fixture.globex.id,
      `Phase ${change}`,
    ])
    stage.server.later(10_000)
    await reading.next('the change', () => reading.wire().includes(`"Phase ${change}"`))
  }
  expect(hungUp).toBe(1)
  expect(await openStreams()).toBe(1)
  expect(reading.over()).toBe(false)
  await stalled.body?.cancel()
})

it('HEAD opens no stream', async () => {
  const request = new Request('http://api.test/api/v1/workspaces/acme/stream', {
    method: 'HEAD',
    headers: { authorization: `Bearer ${stage.fixture.acme.token}` },
  })
  const told = await stage.server.handler.fetch(request)
  expect(told.status).toBe(200)
  expect(told.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(await openStreams()).toBe(0)
})

it('a server that closes ends its streams first and is gone at once, and opens no new one', async () => {
  const handler = createHttpHandler({ services: stage.fixture.services })
  const real = await serveHttp({ handler, host: '127.0.0.1', port: 0, log: silentLog })
  const address = `${real.url}/api/v1/workspaces/acme/stream`
  const headers = { authorization: `Bearer ${stage.fixture.acme.token}` }
  const ears = await Promise.all(Array.from({ length: 3 }, async () => hear(await fetch(address, { headers }))))
  await Promise.all(ears.map(async (ear) => await ear.next('hello', isHello)))
  const startedMs = performance.now()
  await real.close()
  expect(performance.now() - startedMs).toBeLessThan(1_000)
  await Promise.all(ears.map(untilOver))
  const late = hear(await handler.fetch(new Request(address, { headers })))
  await untilOver(late)
  expect(late.heard).toEqual([])
})

it('a client that hangs up is forgotten', async () => {
  const handler = createHttpHandler({ services: stage.fixture.services })
  const real = await serveHttp({ handler, host: '127.0.0.1', port: 0, log: silentLog })
  const leaving = new AbortController()
  const ear = hear(
    await fetch(`${real.url}/api/v1/workspaces/acme/stream`, {
      headers: { authorization: `Bearer ${stage.fixture.acme.token}` },
      signal: leaving.signal,
    }),
  )
  await ear.next('hello', isHello)
  leaving.abort()
  await eventually('no open stream', 10_000, async () => {
    const text = await (await fetch(`${real.url}/metrics`)).text()
    return /^runtruth_http_open_streams 0$/m.test(text) ? { found: true } : { seen: text.slice(0, 200) }
  })
  await real.close()
})
