import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql, statement } from '../../src/db/sql.ts'
import { openDatabase, type Database } from '../../src/db/database.ts'
import { silentLog } from '../../src/log.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

const AT_ONCE = { commits: 'with_statements' } as const

let fixture: Fixture
let db: Database

beforeAll(async () => {
  fixture = await createFixture()
  // What one transaction leaves behind, the next one meets.
  db = openDatabase({ url: fixture.url, log: silentLog, maxConnections: 1 })
})
afterAll(async () => {
  await db.close()
  await fixture.close()
})

const seen = statement(sql<{ role: string; slugs: string[]; plans: string }>`
  select current_user::text as role, (select array_agg(t.slug order by t.slug) from runtruth.tenants t) as slugs,
    current_setting('plan_cache_mode') as plans where ${1}::integer = 1`)

it('a commit that leaves with its statements leaves them behind the same walls', async () => {
  expect(await db.inWorkspace(fixture.acme.id, async (tx) => await tx.row(seen), { ...AT_ONCE, plans: 'once' })).toEqual({
    role: 'runtruth_app',
    slugs: ['contoso', 'fabrikam'],
    plans: 'force_generic_plan',
  })
  expect(await db.inWorkspace(fixture.globex.id, async (tx) => await tx.row(seen), AT_ONCE)).toMatchObject({
    slugs: ['initech'],
    plans: 'auto',
  })
  expect(await db.asSystem(async (tx) => await tx.row(seen), AT_ONCE)).toMatchObject({ role: 'runtruth_system', plans: 'auto' })
})

it('a statement behind the commit, where there are no walls any more, is refused', async () => {
  const late = db.inWorkspace(
    fixture.acme.id,
    async (tx) => {
      await tx.row(seen)
      return await tx.row(seen)
    },
    AT_ONCE,
  )
  await expect(late).rejects.toThrow(/behind the commit/)
})

it('a statement that fails says why, and the connection goes on', async () => {
  const broken = statement(sql<{ n: number }>`select 1 / ${0}::integer as n`)
  await expect(db.asSystem(async (tx) => await tx.row(broken), AT_ONCE)).rejects.toThrow(/division by zero/)
  expect(await db.asSystem(async (tx) => await tx.row(seen), AT_ONCE)).toMatchObject({ role: 'runtruth_system' })
})

it('work that refuses before its first statement is refused', async () => {
  const refused = db.asSystem(async () => await Promise.reject(new Error('not for you')), AT_ONCE)
  await expect(refused).rejects.toThrow('not for you')
  expect(await db.asSystem(async (tx) => await tx.row(seen), AT_ONCE)).toMatchObject({ role: 'runtruth_system' })
})
