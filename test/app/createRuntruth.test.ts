import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRuntruth, defineOperation, type Authorize, type Runtruth } from '../../src/index.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

const shelfCount = defineOperation({
  type: 'shelf.count',
  label: 'Shelf count',
  lifecycle: { queuedWindow: '10m', runningWindow: '30m' },
  input: z.object({ shelves: z.number() }),
  async run({ input, progress }) {
    progress({ processed: input.shelves, total: input.shelves })
    return { counts: { processed: input.shelves } }
  },
})

let fixture: Fixture
let rt: Runtruth
/** What the host says; each test may change its mind. */
let authorize: Authorize

beforeAll(async () => {
  fixture = await createFixture()
  authorize = ({ request, initiator, workspace }) => {
    const id = request?.headers.get('x-person') ?? initiator?.id
    if (id !== 'dana' || workspace !== 'acme') return Promise.resolve(null)
    return Promise.resolve({
      principal: { kind: 'user', id, name: 'Dana' },
      capabilities: new Set(['operations.view', 'operations.start']),
      tenants: new Set(['contoso']),
    })
  }
  rt = await createRuntruth({
    database: { url: fixture.url },
    operations: [shelfCount],
    authorize: async (question) => await authorize(question),
  })
}, 60_000)
afterAll(async () => {
  await rt?.close()
  await fixture?.close()
})

const dana = { id: 'dana', name: 'Dana' }
const ask = async (path: string, headers: Record<string, string> = { 'x-person': 'dana' }) =>
  await rt.fetch(new Request(`http://host.example/api/v1/workspaces/acme${path}`, { headers }))

describe('createRuntruth', () => {
  it('refuses to be closed to nobody: without authorize it names what is missing', async () => {
    // A host in plain JavaScript.
    const options = { database: fixture.url, operations: [] } as unknown as Parameters<typeof createRuntruth>[0]
    await expect(createRuntruth(options)).rejects.toThrow(/needs authorize/)
    await expect(createRuntruth({ ...options, database: 'mysql://x', authorize })).rejects.toThrow(/needs database.*postgres:\/\//)
  })

  it('connects only when it is used, and installs no handler of the process', async () => {
    const events = ['SIGTERM', 'SIGINT', 'uncaughtException', 'unhandledRejection', 'exit'] as const
    const before = events.map((event) => process.listenerCount(event))
    const nowhere = await createRuntruth({ database: 'postgres://nobody@127.0.0.1:1/nothing', operations: [shelfCount], authorize })
    expect(events.map((event) => process.listenerCount(event))).toEqual(before)
    expect((await nowhere.fetch(new Request('http://host.example/healthz'))).status).toBe(200)
    expect((await nowhere.fetch(new Request('http://host.example/readyz'))).status).toBe(503)
    await nowhere.close()
  })

  it('starts for whom the host vouches, works inside the process, and shows it to them', async () => {
    const started = await rt.start('shelf.count', {
      workspace: 'acme',
      tenant: 'contoso',
      input: { shelves: 3 },
      initiator: dana,
      idempotencyKey: 'once',
    })
    expect(started.created).toBe(true)
    expect(
      await rt.start('shelf.count', {
        workspace: 'acme',
        tenant: 'contoso',
        input: { shelves: 3 },
        initiator: dana,
        idempotencyKey: 'once',
      }),
    ).toEqual({ ...started, created: false })
    const worker = await rt.worker({ name: 'embedded' })
    let body: { status?: string; outcome?: string } = {}
    while (body.status !== 'completed') body = (await (await ask(`/operations/${started.id}`)).json()) as typeof body
    expect(body).toMatchObject({ outcome: 'succeeded', initiator: { kind: 'user', name: 'Dana' } })
    await worker.stop()
  })

  it('starts nothing for anybody else, nor beyond what they hold', async () => {
    const start = async (options: Partial<Parameters<Runtruth['start']>[1]>) =>
      await rt.start('shelf.count', { workspace: 'acme', tenant: 'contoso', input: { shelves: 1 }, initiator: dana, ...options })
    await expect(start({ initiator: { id: 'eve', name: 'Eve' } })).rejects.toMatchObject({ code: 'not_found' })
    await expect(start({ workspace: 'globex' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(start({ tenant: 'fabrikam' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(start({ tenant: null })).rejects.toMatchObject({ code: 'not_found' })
    await expect(start({ input: {} })).rejects.toMatchObject({ code: 'invalid_input' })
    // A token of the ledger means nothing where the host decides.
    expect((await ask('/operations', { authorization: `Bearer ${fixture.acme.token}` })).status).not.toBe(200)
  })

  it('asks again when a worker picks the operation up: who has left does not act any more', async () => {
    const { id } = await rt.start('shelf.count', { workspace: 'acme', tenant: 'contoso', input: { shelves: 9 }, initiator: dana })
    const before = authorize
    authorize = ({ initiator, ...question }) => (initiator ? Promise.resolve(null) : before(question))
    const worker = await rt.worker({ name: 'embedded-2' })
    let body: { status?: string; outcome?: string } = {}
    while (body.status !== 'completed') body = (await (await ask(`/operations/${id}`)).json()) as typeof body
    expect(body.outcome).toBe('blocked')
    authorize = before
    await worker.stop()
  })

  it('close ends reconcilers and workers made by it', async () => {
    const other = await createRuntruth({ database: fixture.url, operations: [shelfCount], authorize })
    const worker = await other.worker({ name: 'closing' })
    other.reconciler({ intervalMs: 50 })
    await other.close()
    await worker.done
  })
})
