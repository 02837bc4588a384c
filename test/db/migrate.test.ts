import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { getRollbackPlans, PgBoss } from 'pg-boss'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrate, requireServerVersion, schemaStatus } from '../../src/db/migrate.ts'
import { packagedMigrationsDir, readMigrationFiles } from '../../src/db/migrationFiles.ts'
import { packagedQueueVersion } from '../../src/db/queueSchema.ts'
import { createTempDir, type TempDir } from '../support/tempDir.ts'
import { createTestDatabase, type TestDatabase } from '../support/testDatabase.ts'

let temp: TempDir
let database: TestDatabase
let directory: string

beforeAll(async () => {
  temp = await createTempDir('migrate')
})

afterAll(async () => {
  await temp.remove()
})

beforeEach(async () => {
  database = await createTestDatabase({ template: 'template1' })
  directory = join(temp.path, database.name)
  await mkdir(directory)
})

afterEach(async () => {
  await database.drop()
})

async function withClient<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database.url, application_name: 'migrate test' })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** The first column of the answer. */
async function ask(question: string): Promise<unknown[]> {
  return await withClient(async (client) =>
    (await client.query<unknown[]>({ text: question, rowMode: 'array' })).rows.map(([first]) => first),
  )
}

async function write(name: string, sql: string): Promise<void> {
  await writeFile(join(directory, `${name}.sql`), sql)
}

const run = async () => await migrate({ url: database.url, directory })

describe('migrate', () => {
  it('brings an empty database to the newest schema, once, when ten do it at the same moment', async () => {
    const names = readMigrationFiles(packagedMigrationsDir()).map(({ name }) => name)
    const results = await Promise.all(Array.from({ length: 10 }, async () => await migrate({ url: database.url })))
    expect(results.flatMap(({ applied }) => applied).toSorted()).toEqual(names)
    expect(new Set(results.map(({ version }) => version))).toEqual(new Set([names.length]))
    expect(await ask('select name from runtruth.schema_migrations order by 1')).toEqual(names)
    expect(await ask('select version from runtruth_queue.version')).toEqual([packagedQueueVersion()])
    expect(await schemaStatus(database.url)).toEqual({ current: names.length, latest: names.length, pending: [] })
  })

  it('works without any migration of our own', async () => {
    expect(await run()).toEqual({ applied: [], version: 0 })
    expect(await schemaStatus(database.url, directory)).toEqual({ current: 0, latest: 0, pending: [] })
  })

  it('applies only what is new, in order of the numbers', async () => {
    await write('000001_first', 'create table public.t (step int); insert into t values (1)')
    expect(await run()).toEqual({ applied: ['000001_first'], version: 1 })
    await write('000003_third', 'insert into t values (3)')
    await write('000002_second', 'insert into t values (2)')
    expect(await run()).toEqual({ applied: ['000002_second', '000003_third'], version: 3 })
    expect(await ask('select array_agg(step) from t')).toEqual([[1, 2, 3]])
  })

  it('leaves nothing behind of a migration that fails, keeps the ones before it, and names it', async () => {
    await write('000001_good', 'create table public.kept ()')
    await write('000002_bad', 'create table public.gone (); select 1 / 0')
    await expect(run()).rejects.toMatchObject({
      code: 'database_unsuitable',
      message: expect.stringMatching(/000002_bad failed.*division by zero/),
    })
    expect(await ask(`select to_regclass('kept') is not null`)).toEqual([true])
    expect(await ask(`select to_regclass('gone') is null`)).toEqual([true])
    expect(await schemaStatus(database.url, directory)).toMatchObject({
      current: 1,
      latest: 2,
      pending: ['000002_bad', expect.stringContaining('queue')],
    })
  })

  it('refuses a landed migration that was edited, by name', async () => {
    await write('000001_first', 'create table public.t ()')
    await run()
    await write('000001_first', 'create table public.other ()')
    const refusal = { code: 'database_unsuitable', message: expect.stringContaining('000001_first was changed') }
    await expect(run()).rejects.toMatchObject(refusal)
    await expect(schemaStatus(database.url, directory)).rejects.toMatchObject(refusal)
  })

  it('takes the same migration with other line endings for the same', async () => {
    await write('000001_first', 'create table public.t (\n)')
    await run()
    await write('000001_first', 'create table public.t (\r\n)')
    expect(await run()).toEqual({ applied: [], version: 1 })
  })

  it('refuses a database that is newer than this code', async () => {
    await write('000001_first', 'select 1')
    await run()
    await ask(`insert into runtruth.schema_migrations (name, checksum) values ('000002_from_the_future', 'x')`)
    await expect(run()).rejects.toMatchObject({
      code: 'database_unsuitable',
      message: expect.stringMatching(/newer.*000002_from_the_future/),
    })
  })

  it('refuses a migration slipped in before one that has landed', async () => {
    await write('000002_second', 'select 2')
    await run()
    await write('000001_first', 'select 1')
    await expect(run()).rejects.toMatchObject({
      code: 'database_unsuitable',
      message: expect.stringMatching(/000001_first is numbered before 000002_second/),
    })
  })

  it('refuses two migrations of one number', async () => {
    await write('000001_a', 'select 1')
    await write('000001_b', 'select 1')
    await expect(run()).rejects.toThrow(/same number: 000001_a and 000001_b/)
  })

  it('says that the database cannot be reached, without showing the password', async () => {
    const unreachable = new URL(database.url)
    unreachable.port = '1'
    const error: unknown = await migrate({ url: unreachable.href, directory }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'database_unavailable' })
    expect(String(error)).not.toContain(unreachable.password)
  })
})

describe('what the server must be', () => {
  it('PostgreSQL 14 is refused in one sentence, 15 is not', () => {
    expect(() => requireServerVersion(140_022, '14.22')).toThrow(/^This PostgreSQL is 14\.22; Runtruth needs 15 or newer\./)
    expect(() => requireServerVersion(150_000, '15.0')).not.toThrow()
  })

  it('a user without the rights is told what is missing', async () => {
    const role = `powerless_${database.name}`
    await ask(`create role ${role} login password 'x'`)
    const url = new URL(database.url)
    url.username = role
    url.password = 'x'
    await expect(migrate({ url: url.href, directory })).rejects.toMatchObject({
      code: 'database_unsuitable',
      message: expect.stringMatching(/permission denied for database.*Migrate as the owner/),
    })
    await ask(`drop role ${role}`)
  })
})

describe('the queue schema', () => {
  it('is what pg-boss itself expects', async () => {
    await migrate({ url: database.url })
    const boss = new PgBoss({
      connectionString: database.url,
      schema: 'runtruth_queue',
      migrate: false,
      supervise: false,
      schedule: false,
      max: 1,
    })
    await boss.start()
    const drift = await boss.detectSchemaDrift()
    await boss.stop({ graceful: false })
    expect(drift).toMatchObject({ ok: true })
  })

  it('is brought forward from an older version, index builds outside the transaction included', async () => {
    await migrate({ url: database.url })
    const boss = new PgBoss({
      connectionString: database.url,
      schema: 'runtruth_queue',
      migrate: false,
      supervise: false,
      schedule: false,
      max: 1,
    })
    await boss.start()
    await boss.createQueue('partitioned', { partition: true })
    await boss.stop({ graceful: false })
    for (let version = packagedQueueVersion(); version > packagedQueueVersion() - 10; version -= 1) {
      await withClient(async (client) => await client.query(getRollbackPlans('runtruth_queue', version)))
    }
    expect((await schemaStatus(database.url)).pending).toEqual([`queue schema ${packagedQueueVersion()}`])
    await Promise.all([migrate({ url: database.url }), migrate({ url: database.url })])
    expect((await schemaStatus(database.url)).pending).toEqual([])
    await boss.start()
    const drift = await boss.detectSchemaDrift()
    await boss.stop({ graceful: false })
    expect(drift).toMatchObject({ ok: true })
  })

  it('newer than this code is refused', async () => {
    await run()
    await ask('update runtruth_queue.version set version = version + 1')
    await expect(run()).rejects.toMatchObject({ code: 'database_unsuitable', message: expect.stringContaining('runtruth_queue is newer') })
  })

  it.each(['runtruth_app', 'runtruth_system'])('lets %s read and write its tables, those made later included', async (role) => {
    await migrate({ url: database.url })
    await ask('create table runtruth_queue.made_later (x int)')
    await withClient(async (client) => {
      await client.query(`set role ${role}`)
      for (const table of ['job', 'queue', 'made_later']) {
        await client.query(`select * from runtruth_queue.${table} limit 0`)
        await client.query(`delete from runtruth_queue.${table}`)
      }
      await client.query('select runtruth_queue.job_now()')
    })
  })
})
