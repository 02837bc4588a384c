import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHttpHandler, serveHttp, type HttpServer } from '../../src/http/index.ts'
import { silentLog } from '../../src/log.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { OPERATIONS } from './operations.ts'

let fixture: Fixture
let server: HttpServer

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  server = await serveHttp({ handler: createHttpHandler({ services: fixture.services }), host: '127.0.0.1', port: 0, log: silentLog })
})
afterAll(async () => {
  await server.close()
  await fixture.close()
})

async function bash(script: string, env: Record<string, string>): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const child = spawn('bash', ['-c', script], { env: { PATH: process.env['PATH'] ?? '', ...env } })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

it('the worker of docs/api.md works as it stands there, with a token that can do nothing else', async () => {
  const script =
    /<!-- worker -->\n```bash\n([\s\S]*?)```/.exec(readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8'))?.[1] ?? ''
  expect(script).toContain('sleep 1')
  const token = await fixture.tokenWith(fixture.acme, { capabilities: ['operations.report'] })
  const { code, stdout, stderr } = await bash(script.replace('sleep 1', ':'), {
    RUNTRUTH_URL: server.url,
    RUNTRUTH_TOKEN: token,
    WORKSPACE: 'acme',
  })
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('"effect":"finished"')
  const answered = await fetch(`${server.url}/api/v1/workspaces/acme/operations?type=nightly.copy`, {
    headers: { authorization: `Bearer ${fixture.acme.token}` },
  })
  const { operations } = (await answered.json()) as { operations: object[] }
  expect(operations).toHaveLength(1)
  expect(operations[0]).toMatchObject({
    tenant: 'contoso',
    outcome: 'succeeded',
    counts: { processed: 3, total: 3 },
    verdict: { headline: 'Succeeded', freshness: 'settled' },
  })
})

it('every other command of docs/api.md is answered', async () => {
  const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
  const start = await fetch(`${server.url}/api/v1/workspaces/acme/operations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fixture.acme.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'inventory.sync', tenant: 'contoso', input: { path: '/docs' } }),
  })
  const { id } = (await start.json()) as { id: string }
  const commands = page
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.startsWith('curl '))
    .map((line) => line.replace('curl ', 'curl -fsS ').replaceAll('4711', id).replace('> facts.json', ''))
  expect(commands.length).toBeGreaterThan(5)
  const { code, stderr } = await bash(`set -ex; api=${server.url}/api/v1/workspaces/acme\n${commands.join('\n')}`, {
    RUNTRUTH_TOKEN: fixture.acme.token,
  })
  expect(code, stderr).toBe(0)
})

it('a port in use is refused in one sentence that says what to do', async () => {
  const second = serveHttp({
    handler: createHttpHandler({ services: fixture.services }),
    host: '127.0.0.1',
    port: server.port,
    log: silentLog,
  })
  await expect(second).rejects.toMatchObject({
    code: 'port_in_use',
    message: expect.stringMatching(new RegExp(`Port ${server.port} on 127\\.0\\.0\\.1 .*--port`)),
  })
})

it('an address that is not of this machine is refused by name', async () => {
  const elsewhere = serveHttp({ handler: createHttpHandler({ services: fixture.services }), host: '192.0.2.1', port: 0, log: silentLog })
  await expect(elsewhere).rejects.toMatchObject({ code: 'invalid_config', message: expect.stringContaining('192.0.2.1') })
})

it('close lets a request that has begun end, and takes no more connections', async () => {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let begun = (): void => {}
  const arrived = new Promise<void>((resolve) => {
    begun = resolve
  })
  const slow = await serveHttp({
    handler: {
      fetch: async () => {
        begun()
        await held
        return new Response('done')
      },
      endStreams: () => {},
    },
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
  })
  const answer = fetch(slow.url).then(async (response) => await response.text())
  await arrived
  const closed = slow.close()
  const refused = createConnection({ port: slow.port, host: '127.0.0.1' })
  const [error] = (await once(refused, 'error')) as [Error & { code: string }]
  expect(error.code).toBe('ECONNREFUSED')
  release()
  expect(await answer).toBe('done')
  await closed
})

it('a body that announces too much is refused before it is sent, and the answer arrives whole', async () => {
  const answered = await fetch(`${server.url}/api/v1/workspaces/acme/operations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fixture.acme.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'x', input: 'y'.repeat(2_000_000) }),
  })
  expect(answered.status).toBe(413)
  expect(await answered.json()).toMatchObject({ code: 'too_large' })
})

it('the address of the other end is known: failures from it are counted', async () => {
  const own = await serveHttp({ handler: createHttpHandler({ services: fixture.services }), host: '127.0.0.1', port: 0, log: silentLog })
  try {
    const statuses = new Set<number>()
    for (let request = 0; request < 31; request += 1)
      statuses.add(
        (await fetch(`${own.url}/api/v1/workspaces/acme/operations`, { headers: { authorization: `Bearer rt_${request}` } })).status,
      )
    expect(statuses).toEqual(new Set([401, 429]))
  } finally {
    await own.close()
  }
})

it('an answer that is whole has its length told, in bytes, and no body where only its head was asked for', async () => {
  const ask = async (method: string) =>
    await fetch(`${server.url}/api/v1/workspaces/acme/operations?q=${encodeURIComponent('–')}`, {
      method,
      headers: { authorization: `Bearer ${fixture.acme.token}` },
    })
  const whole = await ask('GET')
  expect(whole.headers.get('content-length')).toBe(String((await whole.arrayBuffer()).byteLength))
  expect(whole.headers.get('x-content-type-options')).toBe('nosniff')
  const head = await ask('HEAD')
  expect([head.status, await head.text()]).toEqual([200, ''])
})
