import { afterAll, beforeAll, expect, it } from 'vitest'
import { openApi, type Api } from '../http/api.ts'
import { callInside, isOneSentence } from '../cli/callCli.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

let fixture: Fixture
let api: Api

beforeAll(async () => {
  fixture = await createFixture()
  api = await openApi(fixture.services, { signIn: fixture.signIn })
})
afterAll(async () => await fixture.close())

const cli = async (args: readonly string[], stdin = '', more: Record<string, string> = {}) =>
  await callInside(args, { env: { DATABASE_URL: fixture.url, ...more }, stdin })

it('an administrator adds a person with a first password, and they sign in with it', async () => {
  const told = await cli(['user', 'add', '--email', 'Gus@acme.example', '--name', 'Gus', '--password-stdin'], 'correct horse battery\n')
  expect(told.code, told.stderr).toBe(0)
  expect(told.stdout + told.stderr).not.toContain('correct horse')
  expect(await api.signIn('gus@acme.example', 'correct horse battery')).not.toBe('')
})

it('gives another password, which ends their sessions', async () => {
  const cookie = await api.signIn('gus@acme.example', 'correct horse battery')
  expect((await cli(['user', 'password', '--email', 'gus@acme.example'], 'another password')).code).toBe(0)
  expect((await api.ask('GET', '/api/v1/session', { headers: { cookie } })).status).toBe(401)
  expect(await api.signIn('gus@acme.example', 'another password')).not.toBe('')
})

it('a password or an address that does not fit adds nobody, and is one sentence', async () => {
  for (const [email, password, says] of [
    ['ann@acme.example', 'short', /password has 5 characters/],
    ['ann@localhost', 'correct horse battery', /is not an e-mail address/],
  ] as const) {
    const told = await cli(['user', 'add', '--email', email, '--password-stdin'], password)
    expect(told.code).not.toBe(0)
    expect(isOneSentence(told)).toBe(true)
    expect(told.stderr).toMatch(says)
    expect(told.stderr).not.toContain(password)
  }
  const { rows } = await fixture.owner.query(`select 1 from runtruth.users where email like 'ann%'`)
  expect(rows).toEqual([])
})

it('for nobody known it says how to add them, and a token gives no passwords', async () => {
  const unknown = await cli(['user', 'password', '--email', 'nobody@acme.example'], 'correct horse battery')
  expect(unknown.code).toBe(3)
  expect(unknown.stderr).toMatch(/no user nobody@acme\.example\. Add them first/)
  const token = await cli(['user', 'password', '--email', 'dana@acme.example'], 'correct horse battery', {
    RUNTRUTH_TOKEN: fixture.acme.token,
  })
  expect(token.code).toBe(3)
  expect(token.stderr).toMatch(/a token cannot do it/)
})
