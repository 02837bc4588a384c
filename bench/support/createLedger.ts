import pg from 'pg'
import { insertWorkspace } from '../../src/access/sql/places.ts'
import { composeServices } from '../../src/app/composeServices.ts'
import { migrate } from '../../src/db/migrate.ts'
import { silentLog } from '../../src/log.ts'
import { WORKSPACE } from '../../test/sources/apps/queueApp.ts'

/** Where jobs of applications become operations: a database of its own, so that nothing is measured on what others left. */
export async function createLedger(url: string, database: string): Promise<string> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(`create database ${database}`)
  await owner.end()
  const ledger = new URL(url)
  ledger.pathname = `/${database}`
  await migrate({ url: ledger.href })
  const { services, close } = composeServices({ url: ledger.href, operations: [], log: silentLog })
  await services.db.asSystem(async (tx) => await tx.row(insertWorkspace(WORKSPACE, 'Acme')))
  await close()
  return ledger.href
}
