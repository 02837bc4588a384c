import { afterAll, beforeAll, expect, it } from 'vitest'
import { CAPABILITIES } from '../../src/access/actor.ts'
import type { WireAudit, WireTenants, WireTokens } from '../../src/http/contract.ts'
import { openApi, type Api, type Told } from '../http/api.ts'
import { OPERATIONS } from '../http/operations.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

let fixture: Fixture
let api: Api

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  api = await openApi(fixture.services)
})
afterAll(async () => await fixture.close())

async function post(path: string, body?: unknown, token = fixture.acme.token): Promise<Told> {
  return await api.ask('POST', `/api/v1/workspaces/acme${path}`, { token, ...(body === undefined ? {} : { body }) })
}
async function get<T>(path: string, token = fixture.acme.token): Promise<T> {
  const told = await api.ask('GET', `/api/v1/workspaces/acme${path}`, { token })
  expect(told.status, told.text).toBe(200)
  // Held against the document by the asking.
  return told.body as unknown as T
}
const narrowToken = async () => await fixture.tokenWith(fixture.acme, { capabilities: CAPABILITIES, tenants: ['contoso'] })
const latest = async (count: number) => (await get<WireAudit>(`/audit?limit=${count}`)).events.toReversed()

it('a tenant is added once, and only by those who reach all of them', async () => {
  const made = await post('/tenants', { slug: 'umbrella', name: 'Umbrella' })
  expect([made.status, made.body]).toEqual([201, { slug: 'umbrella', name: 'Umbrella', operable: true }])
  const again = await post('/tenants', { slug: 'umbrella', name: 'Umbrella' })
  expect(again.status).toBe(409)
  expect((await post('/tenants', { slug: 'wayne', name: 'Wayne' }, await narrowToken())).status).toBe(403)
  const both = await Promise.all([post('/tenants', { slug: 'stark', name: 'Stark' }), post('/tenants', { slug: 'stark', name: 'Stark' })])
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
  expect(await latest(2)).toMatchObject([
    { kind: 'tenant_added', data: { tenant: 'umbrella' } },
    { kind: 'tenant_added', data: { tenant: 'stark' } },
  ])
})

it('a suspended tenant starts nothing until it is resumed, and either said twice is audited once', async () => {
  const start = async () => (await post('/operations', { type: 'inventory.sync', tenant: 'fabrikam', input: { path: '/desk' } })).status
  const [first, second] = await Promise.all([post('/tenants/fabrikam/suspend'), post('/tenants/fabrikam/suspend')])
  expect(first.body).toEqual({ slug: 'fabrikam', name: 'fabrikam', operable: false })
  expect(second.body).toEqual(first.body)
  expect(await start()).toBe(422)
  expect((await get<WireTenants>('/tenants')).tenants.find(({ slug }) => slug === 'fabrikam')?.operable).toBe(false)
  expect((await post('/tenants/fabrikam/resume')).body).toMatchObject({ operable: true })
  await post('/tenants/fabrikam/resume')
  expect(await start()).toBe(201)
  expect((await latest(2)).map(({ kind }) => kind)).toEqual(['tenant_suspended', 'tenant_resumed'])
})

it('a tenant out of reach is not listed, and to suspend it is as if it were not there', async () => {
  const narrow = await narrowToken()
  expect((await get<WireTenants>('/tenants', narrow)).tenants.map(({ slug }) => slug)).toEqual(['contoso'])
  const [hidden, missing] = [
    await post('/tenants/fabrikam/suspend', undefined, narrow),
    await post('/tenants/nothing/suspend', undefined, narrow),
  ]
  expect([hidden.status, hidden.body.detail]).toEqual([404, missing.body.detail])
})

it('a token tells its secret once, does what it holds, and nothing more', async () => {
  const { status, body, text } = await post('/tokens', {
    name: 'viewer of contoso',
    capabilities: ['operations.view'],
    tenants: ['contoso'],
  })
  expect(status).toBe(201)
  const secret = String(body['secret'])
  expect(secret).toMatch(/^rt_[\w-]{32}$/)
  expect(body['token']).toMatchObject({ name: 'viewer of contoso', tenants: ['contoso'], owner: null, expiresAt: null, revokedAt: null })
  expect((await get<{ tenants: { slug: string }[] }>('', secret)).tenants.map(({ slug }) => slug)).toEqual(['contoso'])
  expect((await post('/operations', { type: 'inventory.sync', tenant: 'contoso', input: { path: '/' } }, secret)).status).toBe(403)
  const listed = await api.ask('GET', '/api/v1/workspaces/acme/tokens', { token: fixture.acme.token })
  expect(listed.text).toContain('viewer of contoso')
  expect(listed.text).not.toContain(secret)
  expect(text.split(secret)).toHaveLength(2)
  const { rows } = await fixture.owner.query<{ all: string }>(`select json_agg(e)::text as all from runtruth.audit_events e`)
  expect(rows[0]?.all).not.toContain(secret)
})

it('nobody creates a token that holds or reaches more than they do', async () => {
  const narrow = await fixture.tokenWith(fixture.acme, { capabilities: ['tokens.manage', 'operations.view'], tenants: ['contoso'] })
  const create = async (capabilities: readonly string[], tenants: readonly string[] | null) =>
    (await post('/tokens', { name: 'more', capabilities, tenants }, narrow)).status
  expect(await create(['operations.start'], ['contoso'])).toBe(403)
  expect(await create(['operations.view'], null)).toBe(403)
  expect(await create(['operations.view'], ['fabrikam'])).toBe(404)
  expect(await create(['operations.view', 'operations.view'], ['contoso'])).toBe(201)
})

it('revoking a token works at once, and twice is as once', async () => {
  const { body } = await post('/tokens', { name: 'short', capabilities: ['operations.view'], tenants: null, expiresInDays: 1 })
  const { id } = body['token'] as { id: string }
  const [first, second] = await Promise.all([post(`/tokens/${id}/revoke`), post(`/tokens/${id}/revoke`)])
  expect(first.body).toEqual(second.body)
  expect(first.body['revokedAt']).not.toBeNull()
  const told = await api.ask('GET', '/api/v1/workspaces/acme/operations', { token: String(body['secret']) })
  expect(told.status).toBe(401)
  expect((await latest(2)).map(({ kind, data }) => [kind, data['token']])).toEqual([
    ['token_created', id],
    ['token_revoked', id],
  ])
})

it('a token that reaches further than the one who asks is not theirs to revoke; one they cannot see is not there', async () => {
  const narrow = await narrowToken()
  const make = async (tenants: readonly string[] | null) => {
    const { body } = await post('/tokens', { name: 'other', capabilities: ['operations.view'], tenants })
    return (body['token'] as { id: string }).id
  }
  const [wide, half, hidden] = [await make(null), await make(['contoso', 'fabrikam']), await make(['fabrikam'])]
  expect((await post(`/tokens/${wide}/revoke`, undefined, narrow)).status).toBe(403)
  expect((await post(`/tokens/${half}/revoke`, undefined, narrow)).status).toBe(403)
  expect((await post(`/tokens/${hidden}/revoke`, undefined, narrow)).status).toBe(404)
  const { tokens } = await get<WireTokens>('/tokens', narrow)
  expect(tokens.map(({ id }) => id)).not.toContain(hidden)
  expect(tokens.find(({ id }) => id === half)?.tenants).toEqual(['contoso'])
})

it('the audit is told newest first, page by page, to those who reach every tenant, and is never rewritten', async () => {
  const whole = (await get<WireAudit>('/audit?limit=200')).events
  expect(whole.length).toBeGreaterThan(5)
  const pages: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: WireAudit = await get<WireAudit>(`/audit?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`)
    pages.push(...page.events.map(({ id }) => id))
    cursor = page.next
  }
  expect(pages).toEqual(whole.map(({ id }) => id))
  const narrow = await api.ask('GET', '/api/v1/workspaces/acme/audit', { token: await narrowToken() })
  expect(narrow.status).toBe(403)
  const elsewhere = await api.ask('GET', '/api/v1/workspaces/globex/audit', { token: fixture.globex.token })
  expect(elsewhere.body.events).toEqual([])
  for (const change of [`update runtruth.audit_events set data = '{}'`, 'delete from runtruth.audit_events']) {
    await expect(fixture.owner.query(change)).rejects.toMatchObject({ constraint: 'an_audit_is_never_rewritten' })
    await expect(fixture.db.inWorkspace(fixture.acme.id, async (tx) => await tx.execute(change))).rejects.toThrow(/permission denied/)
  }
})
