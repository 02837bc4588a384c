import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { makeWorkerUtils } from 'graphile-worker'

const EVERY_MS = 5_000
const CONTOSO = { organization: 'contoso', orderedBy: { id: 'u-17', name: 'Dana' } }
const FABRIKAM = { organization: 'fabrikam', orderedBy: { id: 'u-23', name: 'Robin' } }
const TABLES = ['orders', 'customers', 'movements']

const utils = await makeWorkerUtils({ connectionString: process.env['EXPORTS_DATABASE'] ?? '' })
await utils.migrate()

for (let order = 1; ; order += 1) {
  const from = order % 2 === 0 ? CONTOSO : FABRIKAM
  await utils.addJob('export_csv', { ...from, table: TABLES[order % TABLES.length], rows: 6_000 + (order % 4) * 500 })
  if (order % 6 === 0) await utils.addJob('check_storage', from, { maxAttempts: 2 })
  await delay(EVERY_MS)
}
