import { getMigrations } from 'better-auth/db/migration'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { silentLog } from '../../src/log.ts'
import { authOptions } from '../../src/signin/authEngine.ts'
import { createTestDatabase, type TestDatabase } from '../support/testDatabase.ts'

let database: TestDatabase
let pool: pg.Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const PROVIDER = { id: 'staff', label: 'Staff', issuer: 'http://127.0.0.1:1', clientId: 'runtruth', clientSecret: 'hush' }
const options = () =>
  authOptions(
    {
      pool,
      log: silentLog,
      secret: 'a secret of the tests, long enough',
      publicUrl: 'http://api.test',
      cookiePrefix: 'runtruth',
      secureCookies: false,
      admit: async () => await Promise.resolve(null),
    },
    PROVIDER,
  )

it('our migrations make every table, column and index that better-auth asks for', async () => {
  const { toBeCreated, toBeAdded, toBeAddedIndexes, compileMigrations } = await getMigrations(options())
  expect({ toBeCreated, toBeAdded, toBeAddedIndexes }).toEqual({ toBeCreated: [], toBeAdded: [], toBeAddedIndexes: [] })
  expect(await compileMigrations()).toBe(';')
})

it('and the check can fail: a column that is missing is named', async () => {
  await pool.query('alter table runtruth_auth.session drop column "ipAddress"')
  const { toBeAdded } = await getMigrations(options())
  expect(toBeAdded.map(({ table, fields }) => [table, Object.keys(fields)])).toEqual([['session', ['ipAddress']]])
})
