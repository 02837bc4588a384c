import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { CAPABILITIES, ROLES } from '../../src/access/actor.ts'
import type { WireMembers } from '../../src/http/contract.ts'
import { openApi, type Api, type Told } from '../http/api.ts'
import { OPERATIONS } from '../http/operations.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { insertPersonalToken, insertPerson, type Person } from './support.ts'

let fixture: Fixture
let api: Api

beforeAll(async () => {
  fixture = await createFixture({ operations: OPERATIONS })
  api = await openApi(fixture.services)
})
afterAll(async () => await fixture.close())
// The audit is never rewritten, so each test looks at what is new.
let auditedBefore = 0
beforeEach(async () => {
  auditedBefore += (await audited()).length
})

async function post(path: string, body: unknown, token = fixture.acme.token): Promise<Told> {
  return await api.ask('POST', `/api/v1/workspaces/acme${path}`, { token, ...(body === undefined ? {} : { body }) })
}
async function members(token = fixture.acme.token): Promise<WireMembers['members']> {
  const { body } = await api.ask('GET', '/api/v1/workspaces/acme/members', { token })
  // Held against the document by the asking.
  return body['members'] as WireMembers['members']
}
async function audited(): Promise<{ kind: string; actor_name: string; data: Record<string, unknown> }[]> {
  const { rows } = await fixture.owner.query<{ kind: string; actor_name: string; data: Record<string, unknown> }>(
    `select kind, actor_name, data from runtruth.audit_events where workspace_id = $1 order by id`,
    [fixture.acme.id],
  )
  return rows.slice(auditedBefore)
}
let people = 0
const someone = async (role: keyof typeof ROLES, tenants?: readonly string[]): Promise<Person> =>
  await insertPerson(fixture, fixture.acme, `Person${(people += 1)}`, { role, capabilities: ROLES[role], ...(tenants ? { tenants } : {}) })

it('a new address becomes a user and a member in one request; said again it changes nothing and is audited once', async () => {
  const body = { email: 'Mara@Example.com', name: 'Mara', role: 'operator', tenants: ['fabrikam', 'contoso'] }
  const told = await post('/members', body)
  expect(told.status).toBe(200)
  expect(told.body).toMatchObject({
    name: 'Mara',
    email: 'Mara@Example.com',
    role: 'operator',
    capabilities: ROLES.operator,
    tenants: ['contoso', 'fabrikam'],
    active: true,
  })
  const [again, both] = await Promise.all([post('/members', { ...body, name: 'Another' }), post('/members', body)])
  expect(again.body).toEqual(told.body)
  expect(both.body).toEqual(told.body)
  expect(await audited()).toMatchObject([
    { kind: 'member_granted', actor_name: 'test token', data: { user: told.body.id, role: 'operator' } },
  ])
  expect((await members()).find(({ id }) => id === told.body.id)).toEqual(told.body)
})

it('two who add the same new person at once make one user', async () => {
  const body = { email: 'twice@example.com', name: 'Twice', role: 'viewer', tenants: null }
  const told = await Promise.all(Array.from({ length: 6 }, async () => await post('/members', body)))
  expect(told.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
  expect(new Set(told.map(({ body: { id } }) => id)).size).toBe(1)
  expect(await audited()).toHaveLength(1)
})

it('roles are told with what they are made of', async () => {
  const { body } = await api.ask('GET', '/api/v1/workspaces/acme/members', { token: fixture.acme.token })
  expect(body['roles']).toEqual(Object.entries(ROLES).map(([role, capabilities]) => ({ role, capabilities })))
})

it('nobody gives what they do not hold, or further than they reach', async () => {
  const manager = await insertPerson(fixture, fixture.acme, 'Manager', {
    capabilities: ['operations.view', 'members.manage'],
    tenants: ['contoso'],
  })
  const give = async (role: string, tenants: readonly string[] | null) =>
    await post('/members', { email: 'given@example.com', name: 'Given', role, tenants }, manager.token)
  const owner = await give('owner', ['contoso'])
  expect(owner.status).toBe(403)
  expect(owner.body.detail).toContain('operations.start')
  expect((await give('viewer', null)).status).toBe(403)
  const [hidden, missing] = [await give('viewer', ['fabrikam']), await give('viewer', ['no-such-tenant'])]
  expect([hidden.status, missing.status]).toEqual([404, 404])
  expect(hidden.body.detail).toBe(missing.body.detail)
  expect(await audited()).toEqual([])
  expect((await give('viewer', ['contoso'])).status).toBe(200)
})

it('nobody changes or revokes somebody who holds or reaches more', async () => {
  const manager = await insertPerson(fixture, fixture.acme, 'Lesser', {
    capabilities: ['operations.view', 'members.manage'],
    tenants: ['contoso'],
  })
  const operator = await someone('operator', ['contoso'])
  const wide = await someone('viewer')
  for (const { email, id } of [operator, wide]) {
    const changed = await post('/members', { email, role: 'viewer', tenants: ['contoso'] }, manager.token)
    expect(changed.status).toBe(403)
    expect(changed.body.detail).toContain('holds or reaches more here than Lesser does')
    expect((await post(`/members/${id}/revoke`, undefined, manager.token)).status).toBe(403)
  }
  expect(await audited()).toEqual([])
})

it('a member without a tenant of the reader is not told, and no tenant beyond the reader is named', async () => {
  const narrow = await fixture.tokenWith(fixture.acme, { capabilities: CAPABILITIES, tenants: ['contoso'] })
  const [hidden, half] = [await someone('viewer', ['fabrikam']), await someone('viewer', ['contoso', 'fabrikam'])]
  const told = await members(narrow)
  expect(told.map(({ id }) => id)).not.toContain(hidden.id)
  expect(told.find(({ id }) => id === half.id)?.tenants).toEqual(['contoso'])
  expect((await post(`/members/${hidden.id}/revoke`, undefined, narrow)).status).toBe(404)
  expect((await post(`/members/${half.id}/revoke`, undefined, narrow)).status).toBe(403)
})

it('revoking works at once, also for tokens of the member, and twice is as once', async () => {
  const erin = await someone('viewer')
  const look = async () => (await api.ask('GET', '/api/v1/workspaces/acme/operations', { token: erin.token })).status
  expect(await look()).toBe(200)
  const [first, second] = await Promise.all([post(`/members/${erin.id}/revoke`, undefined), post(`/members/${erin.id}/revoke`, undefined)])
  expect(first.body).toMatchObject({ id: erin.id, active: false })
  expect(second.body).toEqual(first.body)
  expect(await look()).toBe(401)
  expect((await audited()).map(({ kind }) => kind)).toEqual(['member_revoked'])
  expect((await post('/members', { email: erin.email, role: 'viewer', tenants: null })).body).toMatchObject({ active: true })
  expect(await look()).toBe(200)
})

it('nobody changes or revokes their own membership', async () => {
  const [dana, other] = [fixture.acme.owner, await someone('owner')]
  const token = await insertPersonalToken(fixture, fixture.acme, dana.id ?? '', CAPABILITIES)
  const revoked = await post(`/members/${dana.id}/revoke`, undefined, token)
  expect(revoked.status).toBe(409)
  expect(revoked.body.detail).toContain('your own membership')
  expect((await post('/members', { email: 'dana@acme.example', role: 'viewer', tenants: null }, token)).status).toBe(409)
  expect((await members()).find(({ id }) => id === dana.id)).toMatchObject({ role: 'owner', active: true })
  expect((await post(`/members/${other.id}/revoke`, undefined, token)).status).toBe(200)
})

it('a workspace keeps an owner: of two who are revoked at the same moment one stays, whoever asks and however', async () => {
  const { rows } = await fixture.owner.query<{ id: string; email: string }>(
    `select m.user_id::text as id, u.email from runtruth.members m join runtruth.users u on u.id = m.user_id
     where m.workspace_id = $1 and m.role = 'owner' and m.state = 'active'`,
    [fixture.acme.id],
  )
  expect(rows).toHaveLength(1)
  const [dana] = rows
  const erin = await someone('owner')
  // An owner of one tenant is none of the workspace.
  await someone('owner', ['contoso'])
  for (let round = 0; round < 5; round += 1) {
    const told = await Promise.all([
      post(`/members/${dana?.id}/revoke`, undefined),
      round % 2 === 0
        ? post(`/members/${erin.id}/revoke`, undefined)
        : post('/members', { email: erin.email, role: 'viewer', tenants: null }),
    ])
    expect(told.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(told.find(({ status }) => status === 409)?.body.detail).toContain('would be left without an owner')
    await post('/members', { email: dana?.email, role: 'owner', tenants: null })
    await post('/members', { email: erin.email, role: 'owner', tenants: null })
  }
})

it('two owners who revoke each other at the same moment leave one', async () => {
  const [dana, erin] = [await someone('owner'), await someone('owner')]
  await fixture.owner.query(
    `update runtruth.members set state = 'revoked' where workspace_id = $1 and role = 'owner' and user_id not in ($2, $3)`,
    [fixture.acme.id, dana.id, erin.id],
  )
  const told = await Promise.all([
    post(`/members/${erin.id}/revoke`, undefined, dana.token),
    post(`/members/${dana.id}/revoke`, undefined, erin.token),
  ])
  // The loser is refused, or was no longer anybody when the request came in.
  expect(told.filter(({ status }) => status === 200)).toHaveLength(1)
  const left = (await members()).filter(({ role, active, tenants }) => role === 'owner' && active && tenants === null)
  expect(left).toHaveLength(1)
})
