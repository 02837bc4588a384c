import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givePassword } from '../../src/signin/givePassword.ts'
import { openSignIn } from '../../src/signin/openSignIn.ts'
import { silentLog } from '../../src/log.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { cookieOf, openApi, type Api, type Asked } from '../http/api.ts'

const DANA = { email: 'dana@acme.example', password: 'correct horse battery' }
const LIST = '/api/v1/workspaces/acme/operations'

let fixture: Fixture
let api: Api

beforeAll(async () => {
  fixture = await createFixture()
  api = await openApi(fixture.services, { signIn: fixture.signIn })
  await givePassword(fixture.db, DANA.email, DANA.password)
})
afterAll(async () => await fixture.close())

const attempt = async (body: unknown, more: Asked = {}) => await api.ask('POST', '/api/auth/sign-in/email', { body, ...more })
const list = async (cookie: string, workspace = 'acme') =>
  await api.ask('GET', `/api/v1/workspaces/${workspace}/operations`, { headers: { cookie } })

describe('signing in with a password', () => {
  it('answers who it is and where they may go, and sets a cookie that scripts and other sites do not get', async () => {
    const told = await attempt(DANA)
    expect(told.status).toBe(200)
    expect(told.body).toEqual({
      user: { id: fixture.acme.owner.id, name: 'dana', email: DANA.email },
      workspaces: [{ slug: 'acme', name: 'ACME', role: 'owner' }],
      system: false,
    })
    const [cookie = '', ...others] = told.headers.getSetCookie()
    expect(others).toEqual([])
    expect(cookie).toMatch(/^runtruth\.session_token=/)
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; SameSite=Lax/)
    expect(cookie).toMatch(/; Path=\//)
    expect(cookie).not.toMatch(/; Secure/)
    const token = decodeURIComponent(cookieOf(told)).split('=')[1]?.split('.')[0] ?? ''
    expect(token).not.toBe('')
    expect(told.text).not.toContain(token)
  })

  it('sends its cookie over https alone where that is how browsers come', async () => {
    const signIn = openSignIn({
      db: fixture.db,
      log: silentLog,
      settings: { secret: 'a secret of the tests, long enough', publicUrl: 'https://ops.example/runtruth' },
    })
    try {
      const secure = await openApi(fixture.services, { signIn, publicUrl: 'https://ops.example/runtruth' })
      const told = await secure.ask('POST', '/api/auth/sign-in/email', { body: DANA })
      expect(told.headers.getSetCookie()[0]).toMatch(/^__Secure-runtruth\.session_token=.*; HttpOnly; Secure; SameSite=Lax/)
      expect((await secure.ask('GET', '/api/v1/session', { headers: { cookie: cookieOf(told) } })).status).toBe(200)
    } finally {
      await signIn.close()
    }
  })

  it('lasts as long as the browser where that is asked for', async () => {
    const told = await attempt({ ...DANA, rememberMe: false })
    expect(told.headers.getSetCookie().find((cookie) => cookie.startsWith('runtruth.session_token='))).not.toMatch(/Max-Age|Expires/i)
    expect((await list(cookieOf(told))).status).toBe(200)
  })

  it('takes the e-mail in any spelling', async () => {
    expect((await attempt({ ...DANA, email: 'Dana@ACME.example' })).status).toBe(200)
  })

  it('answers an unknown e-mail, one without a password and a wrong password alike', async () => {
    const told = [
      await attempt({ ...DANA, password: 'incorrect horse' }),
      await attempt({ ...DANA, email: 'nobody@acme.example' }),
      await attempt({ ...DANA, email: 'hank@globex.example' }),
      await attempt({ ...DANA, email: 'no address at all' }),
      await attempt({ ...DANA, password: 'x'.repeat(500) }),
    ]
    expect(told.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401])
    expect(new Set(told.map(({ text }) => text.replace(/"requestId":"[^"]*"/, ''))).size).toBe(1)
    expect(told.flatMap(({ headers }) => headers.getSetCookie())).toEqual([])
    expect(told[0]?.body).toMatchObject({ code: 'unauthenticated', detail: expect.stringContaining('runtruth user password') })
  })

  it('names what does not fit', async () => {
    for (const [body, names] of [
      [{ email: DANA.email }, /password is missing/],
      [{ ...DANA, email: 7 }, /email is 7\. Expected a text/],
      [{ ...DANA, callbackURL: 'https://evil.example' }, /callbackURL is not known here/],
    ] as const) {
      const told = await attempt(body)
      expect(told.status).toBe(400)
      expect(told.body.detail).toMatch(names)
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await attempt(undefined, { raw: 'email=a&password=b', headers: form })).status).toBe(400)
  })
})

describe('attempts', () => {
  it('on one person are stopped after ten, from wherever they come, and another person is not', async () => {
    const guarded = await openApi(fixture.services, { signIn: fixture.signIn })
    const guess = async (email: string, address: string) =>
      await guarded.ask('POST', '/api/auth/sign-in/email', { body: { email, password: 'a guess of mine' }, peer: { address } })
    const told = []
    for (let tried = 0; tried < 11; tried += 1) told.push((await guess('victim@acme.example', `192.0.2.${tried}`)).status)
    expect(told).toEqual([...Array.from({ length: 10 }, () => 401), 429])
    const refused = await guess('Victim@acme.example', '192.0.2.99')
    expect(refused.body).toMatchObject({ code: 'rate_limited', detail: expect.stringMatching(/Try again in \d+ s/) })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await guess('other@acme.example', '192.0.2.99')).status).toBe(401)
  })

  it('all at once are as many as one after another', async () => {
    const guarded = await openApi(fixture.services, { signIn: fixture.signIn })
    const guess = { body: { email: 'crowd@acme.example', password: 'a guess of mine' } }
    const told = await Promise.all(
      Array.from({ length: 14 }, async () => (await guarded.ask('POST', '/api/auth/sign-in/email', guess)).status),
    )
    expect(told.filter((status) => status === 401)).toHaveLength(10)
    expect(told.filter((status) => status === 429)).toHaveLength(4)
  })

  it('from one address are stopped after fifty, whomever they are on; those that succeed do not count', async () => {
    const guarded = await openApi(fixture.services, { signIn: fixture.signIn })
    const peer = { address: '192.0.2.7' }
    expect((await guarded.ask('POST', '/api/auth/sign-in/email', { body: DANA, peer })).status).toBe(200)
    const guesses = Array.from({ length: 50 }, async (_, tried) => {
      // No address at all: refused like a wrong password, without the work of hashing one.
      const body = { email: `person${tried}`, password: 'a guess of mine' }
      return (await guarded.ask('POST', '/api/auth/sign-in/email', { body, peer })).status
    })
    expect(new Set(await Promise.all(guesses))).toEqual(new Set([401]))
    expect((await guarded.ask('POST', '/api/auth/sign-in/email', { body: DANA, peer })).status).toBe(429)
    expect((await guarded.ask('POST', '/api/auth/sign-in/email', { body: DANA, peer: { address: '192.0.2.8' } })).status).toBe(200)
  })
})

describe('a session', () => {
  it('acts as its person, in their own workspaces only', async () => {
    const cookie = await api.signIn(DANA.email, DANA.password)
    expect((await list(cookie)).status).toBe(200)
    const elsewhere = await list(cookie, 'globex')
    const nowhere = await list(cookie, 'no-such-workspace')
    expect([elsewhere.status, nowhere.status]).toEqual([404, 404])
    expect(elsewhere.body.detail).toBe(nowhere.body.detail)
    const told = await api.ask('GET', '/api/v1/session', { headers: { cookie } })
    expect(told.body).toMatchObject({ user: { email: DANA.email }, workspaces: [{ slug: 'acme' }], system: false })
    const place = await api.ask('GET', '/api/v1/workspaces/acme', { headers: { cookie } })
    expect(place.body['you']).toMatchObject({ kind: 'user', id: fixture.acme.owner.id, name: 'dana' })
  })

  it('costs one statement to be known by', async () => {
    const cookie = await api.signIn(DANA.email, DANA.password)
    fixture.statements.length = 0
    await list(cookie)
    expect(fixture.statements.filter((text) => text.includes('runtruth_auth'))).toHaveLength(1)
  })

  it('holds what its member holds now: narrowed at once, revoked at once', async () => {
    await fixture.owner.query(`insert into runtruth.users (email, name) values ('gus@acme.example', 'Gus')`)
    const member = async (capabilities: string[], state: string) =>
      await fixture.owner.query(
        `insert into runtruth.members (workspace_id, user_id, role, capabilities, state)
         select $1, id, 'viewer', $2, $3 from runtruth.users where email = 'gus@acme.example'
         on conflict (workspace_id, user_id) do update set capabilities = excluded.capabilities, state = excluded.state`,
        [fixture.acme.id, capabilities, state],
      )
    await givePassword(fixture.db, 'gus@acme.example', DANA.password)
    const cookie = await api.signIn('gus@acme.example', DANA.password)
    expect((await list(cookie)).status).toBe(404)
    await member(['operations.view'], 'active')
    expect((await list(cookie)).status).toBe(200)
    await member(['operations.start'], 'active')
    expect((await list(cookie)).status).toBe(403)
    await member(['operations.view'], 'revoked')
    expect((await list(cookie)).status).toBe(404)
    expect((await api.ask('GET', '/api/v1/session', { headers: { cookie } })).body['workspaces']).toEqual([])
  })

  it('ends in the ledger with the sign-out: a kept cookie opens nothing, and another session goes on', async () => {
    const [cookie, other] = [await api.signIn(DANA.email, DANA.password), await api.signIn(DANA.email, DANA.password)]
    const told = await api.ask('POST', '/api/auth/sign-out', { headers: { cookie } })
    expect(told.status).toBe(204)
    expect(told.headers.getSetCookie()[0]).toMatch(/^runtruth\.session_token=; Max-Age=0/)
    expect((await list(cookie)).status).toBe(401)
    expect((await api.ask('GET', '/api/v1/session', { headers: { cookie } })).status).toBe(401)
    expect((await list(other)).status).toBe(200)
    expect((await api.ask('POST', '/api/auth/sign-out')).status).toBe(204)
  })

  it('ends by itself', async () => {
    const cookie = await api.signIn(DANA.email, DANA.password)
    const token = decodeURIComponent(cookie).split('=')[1]?.split('.')[0]
    const { rowCount } = await fixture.owner.query(`update runtruth_auth.session set "expiresAt" = now() where token = $1`, [token])
    expect(rowCount).toBe(1)
    const told = await list(cookie)
    expect(told.status).toBe(401)
    expect(told.body.detail).toMatch(/a session that has ended\. Sign in again/)
  })

  it('ends with another password', async () => {
    const cookie = await api.signIn(DANA.email, DANA.password)
    await givePassword(fixture.db, DANA.email, 'another password')
    expect((await list(cookie)).status).toBe(401)
    expect((await attempt(DANA)).status).toBe(401)
    await givePassword(fixture.db, DANA.email, DANA.password)
  })

  it('that is not signed with our secret is nobody, without a look', async () => {
    const cookie = await api.signIn(DANA.email, DANA.password)
    const token = decodeURIComponent(cookie).split('=')[1]?.split('.')[0] ?? ''
    fixture.statements.length = 0
    for (const forged of [token, `${token}.`, `${token}.${'A'.repeat(43)}=`, `${token}x.${cookie.split('.').at(-1)}`, '%', ''])
      expect((await list(`runtruth.session_token=${forged}`)).status).toBe(401)
    expect(fixture.statements).toEqual([])
  })

  it('does not stand in for a token that is not valid, and one that is goes before it', async () => {
    const cookie = await api.signIn(DANA.email, DANA.password)
    expect((await api.ask('GET', LIST, { token: 'rt_nothing', headers: { cookie } })).status).toBe(401)
    const globex = '/api/v1/workspaces/globex/operations'
    expect((await api.ask('GET', globex, { token: fixture.globex.token, headers: { cookie } })).status).toBe(200)
  })

  it('that has ended keeps nobody else at its address out, however often it asks', async () => {
    const [ended, living] = [await api.signIn(DANA.email, DANA.password), await api.signIn(DANA.email, DANA.password)]
    await api.ask('POST', '/api/auth/sign-out', { headers: { cookie: ended } })
    const peer = { address: '192.0.2.20' }
    for (let asked = 0; asked < 40; asked += 1) expect((await api.ask('GET', LIST, { headers: { cookie: ended }, peer })).status).toBe(401)
    expect((await api.ask('GET', LIST, { headers: { cookie: living }, peer })).status).toBe(200)
    expect((await api.ask('GET', LIST, { token: fixture.acme.token, peer })).status).toBe(200)
  })
})

it('a token asks who it is, too', async () => {
  const told = await api.ask('GET', '/api/v1/session', { token: fixture.acme.token })
  expect(told.body).toMatchObject({ user: { email: null }, workspaces: [{ slug: 'acme', name: 'ACME', role: 'token' }], system: false })
  expect((await api.ask('GET', '/api/v1/session', { token: 'rt_nothing' })).status).toBe(401)
})
