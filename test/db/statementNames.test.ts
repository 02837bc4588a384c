import { expect, test } from 'vitest'
import { openDatabase, type Database } from '../../src/db/database.ts'
import { sql, statement } from '../../src/db/sql.ts'
import { silentLog } from '../../src/log.ts'
import { createTestDatabase } from '../support/testDatabase.ts'

const twice = async (db: Database, number: number) =>
  await db.asSystem(async (tx) => await tx.row(statement(sql<{ n: number }>`select ${number}::integer * 2 as n`)))

test('behind a pooler that does not carry statement names along, the call that notices succeeds, and so do all after it', async () => {
  const database = await createTestDatabase()
  const db = openDatabase({ url: database.url, log: silentLog, maxConnections: 1 })
  try {
    expect(await twice(db, 1)).toEqual({ n: 2 })
    // What the next transaction meets when it is given another server connection.
    await db.asOwner('deallocate all')
    expect(await twice(db, 2)).toEqual({ n: 4 })
    expect(await twice(db, 3)).toEqual({ n: 6 })
    await db.asSystem(async (tx) => {
      const { rows } = await tx.execute('select name from pg_prepared_statements')
      expect(rows).toEqual([])
    })
  } finally {
    await db.close()
    await database.drop()
  }
})

test('of several calls under way when it is noticed, each succeeds', async () => {
  const database = await createTestDatabase()
  const db = openDatabase({ url: database.url, log: silentLog, maxConnections: 3 })
  const numbers = [1, 2, 3]
  try {
    await Promise.all(numbers.map(async (number) => await twice(db, number)))
    await Promise.all(numbers.map(async () => await db.asOwner('deallocate all')))
    expect(await Promise.all(numbers.map(async (number) => await twice(db, number)))).toEqual([{ n: 2 }, { n: 4 }, { n: 6 }])
  } finally {
    await db.close()
    await database.drop()
  }
})
