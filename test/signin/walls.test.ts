import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeServices } from '../../src/app/composeServices.ts'
import { createHttpHandler } from '../../src/http/index.ts'
import { silentLog } from '../../src/log.ts'
import { givePassword } from '../../src/signin/givePassword.ts'
import { openSignIn } from '../../src/signin/openSignIn.ts'
import { openApi, type Api } from '../http/api.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

let fixture: Fixture
let api: Api
let cookie: string

beforeAll(async () => {
  fixture = await createFixture()
  api = await openApi(fixture.services, { signIn: fixture.signIn })
  await givePassword(fixture.db, 'dana@acme.example', 'correct horse battery')
  cookie = await api.signIn('dana@acme.example', 'correct horse battery')
})
afterAll(async () => await fixture.close())

const acting = () =>
  Object.entries(api.document.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'get')
      .map((method) => [method.toUpperCase(), path.replace('{workspace}', 'acme').replace('{id}', '1')] as const),
  )

describe('a page of another origin', () => {
  it('can make a browser with a session do nothing at all, on any route that acts', async () => {
    const routes = acting()
    for (const path of ['/api/v1/set-up', '/api/auth/sign-in/email', '/api/auth/sign-in/social', '/api/auth/sign-out'])
      expect(routes.map(([, known]) => known)).toContain(path)
    for (const [method, path] of routes) {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site', origin: 'http://api.test' },
      ]) {
        const told = await api.ask(method, path, { body: {}, headers: { cookie, ...headers } })
        expect(told.status, `${method} ${path} ${JSON.stringify(headers)}`).toBe(403)
        expect(told.body.detail).toMatch(/page of another origin/)
      }
    }
    expect((await api.ask('GET', '/api/v1/session', { headers: { cookie } })).status).toBe(200)
  })

  it('and our own page can', async () => {
    const told = await api.ask('POST', '/api/v1/workspaces/acme/operations', {
      body: { type: 'no.such' },
      headers: { cookie, origin: 'http://api.test', 'sec-fetch-site': 'same-origin' },
    })
    expect(told.status).toBe(400)
  })
})

describe('of better-auth', () => {
  it.each([
    ['POST', '/api/auth/sign-up/email'],
    ['POST', '/api/auth/change-password'],
    ['POST', '/api/auth/change-email'],
    ['POST', '/api/auth/update-user'],
    ['POST', '/api/auth/delete-user'],
    ['POST', '/api/auth/request-password-reset'],
    ['POST', '/api/auth/reset-password'],
    ['POST', '/api/auth/link-social'],
    ['GET', '/api/auth/list-sessions'],
    ['GET', '/api/auth/list-accounts'],
    ['GET', '/api/auth/ok'],
    ['GET', '/api/auth/error'],
    ['GET', '/api/auth/verify-email?token=x'],
    ['GET', '/api/auth'],
  ])('%s %s is not there', async (method, path) => {
    const told = await api.ask(method, path, { headers: { cookie }, ...(method === 'POST' ? { body: { email: 'eve@evil.example' } } : {}) })
    expect(told.status).toBe(404)
    expect(told.body.code).toBe('not_found')
  })
})

const ENTRANCE = [
  ['GET', '/api/v1/sign-in'],
  ['GET', '/api/v1/session'],
  ['POST', '/api/v1/set-up'],
  ['POST', '/api/auth/sign-in/email'],
  ['POST', '/api/auth/sign-in/social'],
  ['POST', '/api/auth/sign-out'],
  ['GET', '/api/auth/get-session'],
  ['GET', '/api/auth/callback/staff'],
] as const

it('in a host that decides there is no sign-in at all, and no session of ours counts', async () => {
  const embedded = composeServices({
    url: fixture.url,
    operations: [],
    log: silentLog,
    authorize: async () => await Promise.resolve(null),
    signIn: { secret: 'a secret of the tests, long enough' },
  })
  try {
    expect(embedded.signIn).toBeNull()
    const handler = createHttpHandler({ services: embedded.services, signIn: embedded.signIn })
    for (const [method, path] of ENTRANCE) {
      const told = await handler.fetch(new Request(`http://api.test${path}`, { method, headers: { cookie } }))
      expect(told.status, path).toBe(404)
      expect(told.headers.get('content-type')).toBe('application/problem+json')
    }
    const list = new Request('http://api.test/api/v1/workspaces/acme/operations', { headers: { cookie } })
    expect((await handler.fetch(list)).status).toBe(404)
  } finally {
    await embedded.close()
  }
})

describe('without RUNTRUTH_SECRET', () => {
  it('the sign-in says to set it, and tokens go on working', async () => {
    const signIn = openSignIn({ db: fixture.db, log: silentLog, settings: { secret: null } })
    const unset = await openApi(fixture.services, { signIn })
    for (const [method, path, body] of [
      ['GET', '/api/v1/sign-in', undefined],
      ['POST', '/api/auth/sign-in/email', { email: 'dana@acme.example', password: 'correct horse battery' }],
      ['POST', '/api/auth/sign-in/social', { provider: 'staff' }],
      ['POST', '/api/auth/sign-out', undefined],
      ['POST', '/api/v1/set-up', { invitation: fixture.acme.token, name: 'Eve', email: 'eve@acme.example', password: 'long enough' }],
    ] as const) {
      const told = await unset.ask(method, path, { body })
      expect(told.status, path).toBe(503)
      expect(told.body).toMatchObject({ code: 'invalid_config', detail: expect.stringContaining('RUNTRUTH_SECRET is not set') })
    }
    expect((await unset.ask('GET', '/api/v1/workspaces/acme/operations', { token: fixture.acme.token })).status).toBe(200)
    expect((await unset.ask('GET', '/api/v1/session')).status).toBe(401)
  })
})

it('while the database is away, signing in is 503 with the time to ask again', async () => {
  const away = composeServices({
    url: 'postgres://nobody@127.0.0.1:1/none',
    operations: [],
    log: silentLog,
    signIn: { secret: 'a secret of the tests, long enough' },
  })
  try {
    const told = await (
      await openApi(away.services, away.signIn ? { signIn: away.signIn } : {})
    ).ask('POST', '/api/auth/sign-in/email', { body: { email: 'dana@acme.example', password: 'correct horse battery' } })
    expect(told.status).toBe(503)
    expect(told.body.code).toBe('database_unavailable')
    expect(told.text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|runtruth_auth/)
  } finally {
    await away.close()
  }
})
