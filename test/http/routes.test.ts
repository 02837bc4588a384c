import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAPABILITIES } from '../../src/access/actor.ts'
import { insertRunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { openApi, type Api } from './api.ts'
import { footprint } from './footprint.ts'
import { OPERATIONS } from './operations.ts'
import { ROWS, type Row } from './routeTable.ts'

let fixture: Fixture
let api: Api

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  api = await openApi(fixture.services)
  // What a first look writes (a new incarnation of the database, the queue of a type) is written now.
  const warm = await api.ask('POST', '/api/v1/workspaces/acme/operations', {
    token: fixture.acme.token,
    body: { type: 'inventory.sync', input: { path: '/warm' } },
  })
  expect(warm.status).toBe(201)
})
afterAll(async () => await fixture.close())

async function ask(
  row: Row,
  given: {
    token?: string | undefined
    workspace?: string
    id?: string
    query?: string | undefined
    body?: unknown
    raw?: string
    headers?: Record<string, string>
  },
) {
  const [method = '', path = ''] = row.route.split(' ')
  const target = path.replace(/\{\w+\}/, given.id ?? '0')
  const { workspace = 'acme', query = row.query, body = method === 'POST' ? row.body : undefined, token, ...rest } = given
  return await api.ask(method, `/api/v1/workspaces/${workspace}${target}${query === undefined ? '' : `?${query}`}`, {
    token,
    ...(given.raw === undefined && body !== undefined ? { body } : {}),
    ...rest,
  })
}

/** Does it, and says what it left behind in the database: nothing, or what. */
async function tracesOf<T>(act: () => Promise<T>): Promise<{ told: T; traces: string[] }> {
  const before = await footprint(fixture.owner)
  const told = await act()
  const after = await footprint(fixture.owner)
  return { told, traces: Object.keys(after).filter((table) => after[table] !== before[table]) }
}

describe.each(ROWS.map((row) => [row.route, row] as const))('%s', (_, row) => {
  it('answers as documented', async () => {
    const told = await ask(row, { token: fixture.acme.token, id: (await row.about?.(fixture)) ?? '' })
    expect(told.status, told.text).toBe(row.answers)
    expect(told.headers.get('cache-control')).toBe('no-store')
    expect(told.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
    expect(told.headers.get('x-content-type-options')).toBe('nosniff')
    expect(told.headers.get('access-control-allow-origin')).toBeNull()
    expect(told.headers.get('ratelimit-remaining')).toMatch(/^\d+$/)
  })

  it('answers 401 without a token and with one that is not valid, and changes nothing', async () => {
    const id = (await row.about?.(fixture)) ?? ''
    for (const token of [undefined, 'rt_nothing', 'nonsense']) {
      const { told, traces } = await tracesOf(async () => await ask(row, { token, id }))
      expect(told.status).toBe(401)
      expect(told.body).toMatchObject({ code: 'unauthenticated', status: 401 })
      expect(told.headers.get('www-authenticate')).toMatch(/^Bearer realm="runtruth"/)
      expect(traces).toEqual([])
    }
  })

  it('answers the same 404 for a workspace out of reach as for a missing one, and changes nothing', async () => {
    const id = (await row.about?.(fixture)) ?? ''
    const { told, traces } = await tracesOf(async () => [
      await ask(row, { token: fixture.globex.token, id }),
      await ask(row, { token: fixture.globex.token, id, workspace: 'no-such-workspace' }),
      await ask(row, { token: fixture.globex.token, id, workspace: 'Not%20a%00Name' }),
    ])
    expect(told.map(({ status }) => status)).toEqual([404, 404, 404])
    expect(new Set(told.map(withoutRequestId)).size).toBe(1)
    expect(traces).toEqual([])
  })

  it('answers the same 404 for a thing of another workspace or tenant as for a missing one, and changes nothing', async () => {
    if (row.about === undefined) return
    const foreign = row.foreign ? await row.foreign(fixture) : (await insertRunHistory(fixture.owner, fixture.globex)).id
    const hidden = await row.about(fixture)
    const narrow = await fixture.tokenWith(fixture.acme, { capabilities: CAPABILITIES, tenants: ['fabrikam'] })
    const { told, traces } = await tracesOf(async () => [
      await ask(row, { token: fixture.acme.token, id: foreign }),
      await ask(row, { token: narrow, id: hidden }),
      await ask(row, { token: fixture.acme.token, id: '999999999' }),
      await ask(row, { token: fixture.acme.token, id: 'abc' }),
      await ask(row, { token: fixture.acme.token, id: '0%00' }),
      await ask(row, { token: fixture.acme.token, id: '99999999999999999999' }),
    ])
    expect(told.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404])
    expect(new Set(told.map(withoutRequestId)).size).toBe(1)
    expect(traces).toEqual([])
  })

  it(`answers 403 without ${row.capability}, and changes nothing`, async () => {
    const capabilities = CAPABILITIES.filter((capability) => capability !== row.capability)
    const token = await fixture.tokenWith(fixture.acme, { capabilities })
    const id = (await row.about?.(fixture)) ?? ''
    const { told, traces } = await tracesOf(async () => await ask(row, { token, id }))
    expect(told.status, told.text).toBe(403)
    expect(told.body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining(row.capability) })
    expect(traces).toEqual([])
  })

  it('answers 400 to what does not fit, names it, and changes nothing', async () => {
    const id = (await row.about?.(fixture)) ?? ''
    const { token } = fixture.acme
    const post = row.route.startsWith('POST')
    const misfits = [
      { query: 'colour=red', names: /colour is not known here\. Known are/ },
      { query: 'tenant=%00', names: /tenant/ },
      ...(post
        ? [
            { raw: '{"a":', headers: { 'content-type': 'application/json' }, names: /not JSON/ },
            { raw: '[]', headers: { 'content-type': 'application/json' }, names: /body is \[\]\. Expected an object/ },
            { raw: 'null', headers: { 'content-type': 'application/json' }, names: /body is null/ },
            {
              raw: 'a=b',
              headers: { 'content-type': 'application/x-www-form-urlencoded' },
              names: /Content-Type is "application\/x-www-form-urlencoded"\. Expected application\/json/,
            },
            { body: { ...row.body, colour: 'red' }, names: /colour is not known here/ },
            { body: { ...row.body, 'co\0lour': 'red' }, names: /NUL/ },
          ]
        : []),
      ...(row.malformed ?? []),
    ]
    const { told, traces } = await tracesOf(async () => {
      const answers = []
      for (const { names, ...given } of misfits) answers.push({ names, told: await ask(row, { token, id, ...given }) })
      return answers
    })
    for (const {
      names,
      told: { status, body, text },
    } of told) {
      expect(status, text).toBe(400)
      expect(body.code).toBe('invalid_input')
      expect(body.detail).toMatch(names)
      expect(body.detail).not.toContain('\0')
    }
    expect(traces).toEqual([])
  })

  it('answers 413 to a body that is too large, and changes nothing', async () => {
    if (!row.route.startsWith('POST')) return
    const id = (await row.about?.(fixture)) ?? ''
    const { told, traces } = await tracesOf(
      async () =>
        await ask(row, {
          token: fixture.acme.token,
          id,
          raw: JSON.stringify({ input: 'x'.repeat(300_000) }),
          headers: { 'content-type': 'application/json' },
        }),
    )
    expect(told.status).toBe(413)
    expect(told.body).toMatchObject({ code: 'too_large', limitBytes: 262_144 })
    expect(traces).toEqual([])
  })

  it('answers 405 with Allow to another method, and says by OPTIONS what it does', async () => {
    const [method = '', path = ''] = row.route.split(' ')
    const told = await api.ask('DELETE', `/api/v1/workspaces/acme${path.replace(/\{\w+\}/, '1')}`)
    expect(told.status).toBe(405)
    expect(told.headers.get('allow')).toContain(method)
    expect(told.body.detail).toMatch(/^DELETE is not something this path does/)
    const options = await api.ask('OPTIONS', `/api/v1/workspaces/acme${path.replace(/\{\w+\}/, '1')}`)
    expect(options.status).toBe(204)
    expect(options.headers.get('allow')).toBe(told.headers.get('allow'))
  })
})

function withoutRequestId(told: { text: string }): string {
  return told.text.replace(/"requestId":"[^"]*"/, '')
}

it('the process answers /healthz, /readyz and /metrics without credentials', async () => {
  expect((await api.ask('GET', '/healthz')).body).toEqual({ status: 'alive' })
  expect((await api.ask('GET', '/readyz')).body).toMatchObject({ status: 'ready' })
  expect((await api.ask('GET', '/metrics')).status).toBe(200)
})

it('every documented route was exercised, and every route of the table is documented', () => {
  const documented = Object.entries(api.document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const rows = ROWS.map(({ route }) => route.replace(' ', ' /api/v1/workspaces/{workspace}'))
  expect([...api.exercised].toSorted()).toEqual(documented.toSorted())
  expect(documented.filter((route) => route.includes('{workspace}')).toSorted()).toEqual(rows.toSorted())
})
