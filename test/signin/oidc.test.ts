import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { openSignIn, type SignIn } from '../../src/signin/openSignIn.ts'
import { givePassword } from '../../src/signin/givePassword.ts'
import { silentLog } from '../../src/log.ts'
import { cookieOf, openApi, type Api } from '../http/api.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { browseThrough, CLIENT, startLocalProvider, type LocalProvider } from './localProvider.ts'

const PUBLIC_URL = 'http://api.test'
let fixture: Fixture
let provider: LocalProvider
/** One whose people cannot choose their address, and which does not say that it is verified. */
let quiet: LocalProvider
let signIn: SignIn
let api: Api

beforeAll(async () => {
  fixture = await createFixture()
  provider = await startLocalProvider(`${PUBLIC_URL}/api/auth/callback/staff`)
  quiet = await startLocalProvider(`${PUBLIC_URL}/api/auth/callback/quiet`)
  quiet.people.set('u1', { email: 'dana@acme.example', name: 'Dana' })
  quiet.person = 'u1'
  const staff = { id: 'staff', label: 'Staff', issuer: provider.issuer, ...CLIENT }
  signIn = openSignIn({
    db: fixture.db,
    log: silentLog,
    settings: {
      secret: 'a secret of the tests, long enough',
      publicUrl: PUBLIC_URL,
      oidc: [
        staff,
        { ...staff, id: 'away', label: 'Away', issuer: 'http://127.0.0.1:1' },
        { ...staff, id: 'quiet', label: 'Quiet', issuer: quiet.issuer, trustEmail: true },
      ],
    },
  })
  api = await openApi(fixture.services, { signIn, publicUrl: PUBLIC_URL })
  provider.people.set('u1', { email: 'Dana@acme.example', email_verified: true, name: 'Dana at the provider' })
  provider.people.set('u2', { email: 'eve@evil.example', email_verified: true, name: 'Eve' })
  provider.people.set('u3', { email: 'dana@acme.example', name: 'Mallory' })
  provider.people.set('u4', { email: 'hank@globex.example', email_verified: true, name: 'Hank' })
  provider.people.set('u5', { email: 'ines@elsewhere.example', email_verified: true, name: 'Ines' })
})
afterAll(async () => {
  await signIn.close()
  await provider.close()
  await fixture.close()
})
beforeEach(() => {
  provider.person = 'u1'
})

/** From the button to the page at the end, as a browser goes. */
async function goThrough(body: Record<string, string> = {}, beforeTheWayBack = async () => await Promise.resolve()) {
  const started = await api.ask('POST', '/api/auth/sign-in/social', { body: { provider: 'staff', ...body } })
  expect(started.status, started.text).toBe(200)
  const back = await browseThrough(String(started.body['url']))
  expect(back.origin + back.pathname).toBe(`${PUBLIC_URL}/api/auth/callback/${body['provider'] ?? 'staff'}`)
  await beforeTheWayBack()
  const cookie = cookieOf(started)
  const told = await api.ask('GET', back.pathname + back.search, { headers: { cookie } })
  expect(told.status, told.text).toBe(302)
  return { told, back, location: told.headers.get('location'), session: cookieOf(told) }
}

const whoIs = async (cookie: string) => await api.ask('GET', '/api/v1/session', { headers: { cookie } })

it('its button is told, by label, with nothing of its secret', async () => {
  const told = await api.ask('GET', '/api/v1/sign-in')
  expect(told.body['oidc']).toEqual([
    { id: 'staff', label: 'Staff' },
    { id: 'away', label: 'Away' },
    { id: 'quiet', label: 'Quiet' },
  ])
  expect(told.text).not.toContain(CLIENT.clientSecret)
})

it('lets somebody in who is a user here, as that user, and goes where it was asked to', async () => {
  const { location, session, told } = await goThrough({ callbackURL: '/admin/workspaces/acme/operations?tab=attention' })
  expect(location).toBe('/admin/workspaces/acme/operations?tab=attention')
  expect(told.headers.getSetCookie().find((cookie) => cookie.startsWith('runtruth.session_token='))).toMatch(/HttpOnly; SameSite=Lax/)
  expect((await whoIs(session)).body).toMatchObject({
    user: { id: fixture.acme.owner.id, name: 'dana' },
    workspaces: [{ slug: 'acme', role: 'owner' }],
  })
  expect((await whoIs((await goThrough()).session)).status).toBe(200)
})

it('lets in somebody who has a password already, and they keep it', async () => {
  await givePassword(fixture.db, 'hank@globex.example', 'correct horse battery')
  provider.person = 'u4'
  const { location, session } = await goThrough()
  expect(location).toBe('/')
  expect((await whoIs(session)).body).toMatchObject({ user: { name: 'hank' }, workspaces: [{ slug: 'globex' }] })
  expect(await api.signIn('hank@globex.example', 'correct horse battery')).not.toBe('')
})

it('gives an address to whom the provider says it belongs: a password that came with an invitation is gone, with its sessions', async () => {
  const password = 'chosen by somebody else'
  await givePassword(fixture.db, 'hank@globex.example', 'correct horse battery')
  await fixture.owner.query(`insert into runtruth.users (email, name) values ('ines@elsewhere.example', 'Ines')`)
  const taken = await api.ask('POST', '/api/v1/set-up', {
    body: { invitation: fixture.acme.token, name: 'Not Ines', email: 'ines@elsewhere.example', password },
  })
  expect(taken.status, taken.text).toBe(201)
  await fixture.owner.query(
    `insert into runtruth.members (workspace_id, user_id, role, capabilities, all_tenants)
     select $1, id, 'viewer', array['operations.view'], true from runtruth.users where email = 'ines@elsewhere.example'`,
    [fixture.globex.id],
  )
  provider.person = 'u5'
  const { session } = await goThrough()
  expect((await whoIs(session)).body).toMatchObject({ user: { name: 'Ines' }, workspaces: [{ slug: 'acme' }, { slug: 'globex' }] })
  expect((await whoIs(cookieOf(taken))).status).toBe(401)
  await expect(api.signIn('ines@elsewhere.example', password)).rejects.toThrow()
})

it('refuses somebody who is no user here, says so on the sign-in page, and keeps nothing of them', async () => {
  provider.person = 'u2'
  const { location, session, told } = await goThrough()
  expect(location).toBe('/login?error=unknown_email')
  expect(told.headers.getSetCookie().some((cookie) => cookie.startsWith('runtruth.session_token='))).toBe(false)
  expect((await whoIs(session)).status).toBe(401)
  const { rows } = await fixture.owner.query(
    `select email from runtruth_auth."user" where email like 'eve%' union all select email from runtruth.users where email like 'eve%'`,
  )
  expect(rows).toEqual([])
})

it('refuses an e-mail that the provider has not verified, whoever it belongs to here', async () => {
  provider.person = 'u3'
  const { location, session } = await goThrough({ errorCallbackURL: '/login?again=1' })
  expect(location).toBe('/login?again=1&error=unverified_email')
  expect((await whoIs(session)).status).toBe(401)
})

it('takes the word of a provider that is trusted with addresses, and one that goes away on the way back leaves nobody signed in', async () => {
  const { session } = await goThrough({ provider: 'quiet' })
  expect((await whoIs(session)).body).toMatchObject({ user: { email: 'dana@acme.example' } })
  const { location, told } = await goThrough({ provider: 'quiet' }, quiet.close)
  expect(location).toBe('/login?error=failed')
  expect(told.headers.getSetCookie().some((cookie) => cookie.startsWith('runtruth.session_token='))).toBe(false)
})

it('somebody who says no at the provider is back on the sign-in page', async () => {
  provider.person = 'declines'
  expect((await goThrough()).location).toBe('/login?error=cancelled')
})

it('a way back is gone once, by the browser that began it', async () => {
  const { back, session } = await goThrough()
  const replayed = await api.ask('GET', back.pathname + back.search, { headers: { cookie: session } })
  expect(replayed.headers.get('location')).toMatch(/\/login\?error=failed$/)
  const started = await api.ask('POST', '/api/auth/sign-in/social', { body: { provider: 'staff' } })
  const stolen = await browseThrough(String(started.body['url']))
  const elsewhere = await api.ask('GET', stolen.pathname + stolen.search)
  expect(elsewhere.headers.get('location')).toMatch(/\/login\?error=failed$/)
  expect(elsewhere.headers.getSetCookie().some((cookie) => cookie.startsWith('runtruth.session_token='))).toBe(false)
  const forged = await api.ask('GET', '/api/auth/callback/staff?code=x&state=y')
  expect(forged.headers.get('location')).toMatch(/\/login\?error=failed$/)
})

it('a provider that is away is said to be, and keeps nobody with a password out', async () => {
  const told = await api.ask('POST', '/api/auth/sign-in/social', { body: { provider: 'away' } })
  expect(told.status).toBe(502)
  expect(told.body.detail).toMatch(/^The provider away does not answer/)
  expect(told.text).not.toMatch(/127\.0\.0\.1|ECONNREFUSED/)
  expect(await api.signIn('hank@globex.example', 'correct horse battery')).not.toBe('')
})

it('goes to pages of the console only, and to providers there are', async () => {
  for (const callbackURL of ['https://evil.example', '//evil.example', '/\\evil.example', 'admin', '/a\nb']) {
    const told = await api.ask('POST', '/api/auth/sign-in/social', { body: { provider: 'staff', callbackURL } })
    expect(told.status, callbackURL).toBe(400)
    expect(told.body.detail).toMatch(/callbackURL is .*Expected a path of this console/)
  }
  expect((await api.ask('POST', '/api/auth/sign-in/social', { body: { provider: 'google' } })).status).toBe(404)
  expect((await api.ask('POST', '/api/auth/sign-in/social', { body: { provider: 'staff', idToken: { token: 'x' } } })).status).toBe(400)
  expect((await api.ask('GET', '/api/auth/callback/google?code=x&state=y')).status).toBe(404)
})
