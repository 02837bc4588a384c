import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { CAPABILITIES, type Capability } from '../../src/access/actor.ts'
import { givePassword } from '../../src/signin/givePassword.ts'
import { cookieOf, openApi, type Api } from '../http/api.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

const EVE = { name: 'Eve', email: 'eve@acme.example', password: 'correct horse battery' }

let fixture: Fixture | undefined
let api: Api

beforeEach(async () => {
  await fixture?.close()
  fixture = await createFixture()
  api = await openApi(fixture.services, { signIn: fixture.signIn })
})
afterAll(async () => await fixture?.close())

const known = (): Fixture => {
  if (!fixture) throw new Error('There is no fixture.')
  return fixture
}
const invite = async (body: Record<string, unknown>) => await api.ask('POST', '/api/v1/set-up', { body })
const accounts = async () => {
  const { rows } = await known().owner.query<{ email: string; role: string | null; workspace: string | null }>(
    `select u.email, m.role, w.slug as workspace from runtruth.users u
     left join runtruth.members m on m.user_id = u.id left join runtruth.workspaces w on w.id = m.workspace_id
     where u.email like 'eve%' order by 1, 3`,
  )
  return rows
}

describe('set-up', () => {
  it('makes an owner with a password, signed in; until then it is told to be pending', async () => {
    expect((await api.ask('GET', '/api/v1/sign-in')).body).toEqual({ password: true, oidc: [], setUpPending: true })
    const told = await invite({ ...EVE, invitation: known().acme.token })
    expect(told.status, told.text).toBe(201)
    expect(told.body).toMatchObject({
      user: { name: 'Eve', email: EVE.email },
      workspaces: [{ slug: 'acme', role: 'owner' }],
      invitedTo: 'acme',
    })
    const place = await api.ask('GET', '/api/v1/workspaces/acme', { headers: { cookie: cookieOf(told) } })
    expect(place.body['you']).toMatchObject({ kind: 'user', name: 'Eve', capabilities: [...CAPABILITIES] })
    expect(place.body['reachesAll']).toBe(true)
    expect(await api.signIn(EVE.email, EVE.password)).not.toBe('')
    expect((await api.ask('GET', '/api/v1/sign-in')).body).toEqual({ password: true, oidc: [], setUpPending: false })
  })

  it('gives a first password to somebody who is a user already', async () => {
    const told = await invite({ ...EVE, email: 'Dana@acme.example', invitation: known().acme.token })
    expect(told.status).toBe(201)
    expect(told.body).toMatchObject({ user: { id: known().acme.owner.id, name: 'dana' } })
  })

  it('a second time is refused and changes nothing', async () => {
    expect((await invite({ ...EVE, invitation: known().acme.token })).status).toBe(201)
    const again = await invite({ ...EVE, password: 'another password', email: 'EVE@acme.example', invitation: known().acme.token })
    expect(again.status).toBe(409)
    expect(again.body).toMatchObject({ code: 'conflict', detail: expect.stringContaining('in use here already') })
    expect(again.headers.getSetCookie()).toEqual([])
    expect(await api.signIn(EVE.email, EVE.password)).not.toBe('')
  })

  it('many at once set up one', async () => {
    const told = await Promise.all(
      Array.from(
        { length: 6 },
        async (_, index) => (await invite({ ...EVE, password: `password number ${index}`, invitation: known().acme.token })).status,
      ),
    )
    expect(told.toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409, 409, 409])
  })

  it('makes nobody somebody who is known in another workspace, and does not tell that there is one', async () => {
    const elsewhere = await invite({ ...EVE, email: 'hank@globex.example', invitation: known().acme.token })
    expect(elsewhere.status).toBe(409)
    await invite({ ...EVE, invitation: known().acme.token })
    const here = await invite({ ...EVE, invitation: known().acme.token })
    const words = (text: string, email: string) => text.replace(/"requestId":"[^"]*"/, '').replaceAll(email, 'E')
    expect(words(elsewhere.text, 'hank@globex.example')).toBe(words(here.text, EVE.email))
    const { rows } = await known().owner.query(
      `select 1 from runtruth_auth.account a join runtruth_auth."user" u on u.id = a."userId" where u.email like 'hank%'`,
    )
    expect(rows).toEqual([])
  })

  it('neither a revoked membership elsewhere nor another way to sign in opens an address: what somebody ever was stays theirs', async () => {
    const { owner, globex, acme } = known()
    await owner.query(`insert into runtruth.users (email, name) values ('gone@globex.example', 'Gone'), ('oidc@acme.example', 'Oidc')`)
    await owner.query(
      `insert into runtruth.members (workspace_id, user_id, role, capabilities, all_tenants, state)
       select $1, id, 'viewer', array['operations.view'], true, 'revoked' from runtruth.users where email = 'gone@globex.example'`,
      [globex.id],
    )
    await owner.query(
      `insert into runtruth_auth."user" (id, email, name, "emailVerified") values ('o1', 'oidc@acme.example', 'Oidc', true)`,
    )
    await owner.query(
      `insert into runtruth_auth.account (id, "accountId", "providerId", "userId", "updatedAt") values ('a1', 'subject', 'corporate', 'o1', now())`,
    )
    for (const email of ['gone@globex.example', 'GONE@globex.example', 'oidc@acme.example']) {
      expect([email, (await invite({ ...EVE, email, invitation: acme.token })).status]).toEqual([email, 409])
    }
    const { rows } = await owner.query<{ found: number }>(
      `select count(*)::int as found from runtruth_auth.account where "providerId" = 'credential'`,
    )
    expect(rows).toEqual([{ found: 0 }])
  })

  it('makes nobody somebody who may look across workspaces', async () => {
    await known().owner.query(`insert into runtruth.platform_operators (user_id, granted_by) values ($1, 'the test')`, [
      known().acme.owner.id,
    ])
    expect((await invite({ ...EVE, email: 'dana@acme.example', invitation: known().acme.token })).status).toBe(409)
  })

  it('opens the workspace of its invitation and no other, until the operator says whose address it is', async () => {
    await known().owner.query(`insert into runtruth.users (email, name) values ('first@acme.example', 'First')`)
    await givePassword(known().db, 'first@acme.example', 'correct horse battery')
    const cookie = cookieOf(await invite({ ...EVE, invitation: known().acme.token }))
    // Globex means the person of this address; whoever set it up may be another one.
    await known().owner.query(
      `insert into runtruth.members (workspace_id, user_id, role, capabilities, all_tenants)
       select $1, id, 'viewer', array['operations.view'], true from runtruth.users where email = $2`,
      [known().globex.id, EVE.email],
    )
    await known().owner.query(
      `insert into runtruth.platform_operators (user_id, granted_by) select id, 'the test' from runtruth.users where email = $1`,
      [EVE.email],
    )
    const reaches = async (headers: { cookie: string }) => ({
      acme: (await api.ask('GET', '/api/v1/workspaces/acme', { headers })).status,
      globex: (await api.ask('GET', '/api/v1/workspaces/globex', { headers })).status,
      session: (await api.ask('GET', '/api/v1/session', { headers })).body,
    })
    expect(await reaches({ cookie })).toMatchObject({
      acme: 200,
      globex: 404,
      session: { workspaces: [{ slug: 'acme' }], system: false },
    })

    await givePassword(known().db, EVE.email, 'the true password')
    expect(await reaches({ cookie })).toMatchObject({ acme: 401 })
    expect(await reaches({ cookie: await api.signIn(EVE.email, 'the true password') })).toMatchObject({
      acme: 200,
      globex: 200,
      session: { workspaces: [{ slug: 'acme' }, { slug: 'globex' }], system: true },
    })
  })

  it('needs a token that is valid', async () => {
    const expired = await known().tokenWith(known().acme, { capabilities: CAPABILITIES })
    await known().owner.query(`update runtruth.tokens set revoked_at = now() where hash = sha256($1::bytea)`, [Buffer.from(expired)])
    for (const invitation of ['rt_nothing', 'nonsense', expired]) {
      const told = await invite({ ...EVE, invitation })
      expect(told.status).toBe(401)
      expect(told.body.detail).toMatch(/invitation is not valid/)
      expect(told.text).not.toContain(invitation)
    }
    expect(await accounts()).toEqual([])
  })

  it('gives nothing that the invitation does not hold', async () => {
    const without = (missing: Capability) => CAPABILITIES.filter((capability) => capability !== missing)
    for (const missing of ['members.manage', 'operations.raw'] as const) {
      const told = await invite({ ...EVE, invitation: await known().tokenWith(known().acme, { capabilities: without(missing) }) })
      expect(told.status).toBe(403)
      expect(told.body).toMatchObject({ code: 'forbidden', capability: missing })
    }
    const narrow = await known().tokenWith(known().acme, { capabilities: CAPABILITIES, tenants: ['contoso'] })
    expect((await invite({ ...EVE, invitation: narrow })).status).toBe(403)
    expect(await accounts()).toEqual([])
  })

  it('names what does not fit, and shows no password', async () => {
    const { token: invitation } = known().acme
    for (const [body, names] of [
      [{ ...EVE, invitation, password: 'too short' }, /password has 9 characters\. Expected 12 to 128/],
      [{ ...EVE, invitation, password: 'x'.repeat(129) }, /password has 129 characters/],
      [{ ...EVE, invitation, email: 'eve@localhost' }, /"eve@localhost" is not an e-mail address/],
      [{ ...EVE, invitation, name: ' ' }, /name is " "\. Expected at least 1 character/],
      [{ ...EVE }, /invitation is missing/],
      [{ ...EVE, invitation, role: 'owner' }, /role is not known here/],
      [{ ...EVE, invitation, name: 'E\0e' }, /NUL/],
    ] as const) {
      const told = await invite(body)
      expect(told.status).toBe(400)
      expect(told.body.detail).toMatch(names)
      expect(told.text).not.toContain('too short')
    }
    expect(await accounts()).toEqual([])
  })

  it('guesses at an invitation are stopped', async () => {
    const peer = { address: '192.0.2.1' }
    const guesses = Array.from(
      { length: 50 },
      async (_, tried) =>
        (await api.ask('POST', '/api/v1/set-up', { body: { ...EVE, email: `eve${tried}@acme.example`, invitation: 'rt_guess' }, peer }))
          .status,
    )
    expect(new Set(await Promise.all(guesses))).toEqual(new Set([401]))
    expect((await api.ask('POST', '/api/v1/set-up', { body: { ...EVE, invitation: known().acme.token }, peer })).status).toBe(429)
  })
})
