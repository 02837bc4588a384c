import { expect, test } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { sql, statement } from '../../src/db/sql.ts'
import { silentLog } from '../../src/log.ts'
import { createTestDatabase } from '../support/testDatabase.ts'

test('behind a pooler that does not carry statement names along, the call that notices succeeds, and so do all after it', async () => {
  const database = await createTestDatabase()
  const db = openDatabase({ url: database.url, log: silentLog, maxConnections: 1 })
  try {
    const twice = async (number: number) =>
      await db.asSystem(async (tx) => await tx.row(statement(sql<{ n: number }>`select ${number}::integer * 2 as n`)))
    expect(await twice(1)).toEqual({ n: 2 })
    // What the next transaction meets when it is given another server connection.
    await db.asOwner('deallocate all')
    expect(await twice(2)).toEqual({ n: 4 })
    expect(await twice(3)).toEqual({ n: 6 })
    await db.asSystem(async (tx) => {
      const { rows } = await tx.execute('select name from pg_prepared_statements')
      expect(rows).toEqual([])
    })
  } finally {
    await db.close()
    await database.drop()
  }
})
