import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../support/testDatabase.ts'

const open: pg.Client[] = []

afterEach(async () => {
  await Promise.allSettled(open.splice(0).map(async (client) => await client.end()))
})

async function connect(url: string, applicationName: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: applicationName })
  // Dropping the database under an open session is part of what is tested.
  client.on('error', () => {})
  await client.connect()
  return client
}

describe('createTestDatabase', () => {
  it('gives databases that share nothing, even when many are made at once', async () => {
    const databases = await Promise.all(Array.from({ length: 4 }, async () => await createTestDatabase()))
    const [first, second] = databases
    if (first === undefined || second === undefined) throw new Error('four databases were asked for')
    for (const [database, expected] of [
      [first, 1],
      [second, 0],
    ] as const) {
      const client = await connect(database.url, 'isolation')
      if (expected === 1) await client.query('create table only_here ()')
      const { rowCount } = await client.query(`select 1 from pg_tables where tablename = 'only_here'`)
      await client.end()
      expect(rowCount).toBe(expected)
    }
    await Promise.all(databases.map(async (database) => await database.drop()))
  })

  it('is already migrated', async () => {
    const database = await createTestDatabase()
    const client = await connect(database.url, 'migrated')
    const { rows } = await client.query(
      `select to_regclass('runtruth.schema_migrations') is not null as ours, to_regclass('runtruth_queue.job') is not null as queue`,
    )
    await client.end()
    await database.drop()
    expect(rows).toEqual([{ ours: true, queue: true }])
  })

  it('names the session that was left open, and drops the database all the same', async () => {
    const database = await createTestDatabase()
    const client = await connect(database.url, 'forgetful test')
    open.push(client)
    await client.query('select 42 as left_open')
    await expect(database.drop()).rejects.toThrow(/forgetful test.*select 42 as left_open/)
    await expect(connect(database.url, 'late')).rejects.toThrow(/does not exist/)
  })
})
