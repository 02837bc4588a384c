import { setTimeout as delay } from 'node:timers/promises'
import { INVOICES, openQueue, REMINDERS } from './queue.ts'

const EVERY_MS = 5_000
const CONTOSO = { customer: 'contoso', accounts: 'accounts@contoso.example', requestedBy: { id: 'u-17', name: 'Dana' } }
const FABRIKAM = { customer: 'fabrikam', accounts: 'former.accounts@fabrikam.example', requestedBy: { id: 'u-23', name: 'Robin' } }

const boss = await openQueue('api')

for (let invoice = 1_042; ; invoice += 1) {
  const { customer, accounts, requestedBy } = invoice % 2 === 0 ? CONTOSO : FABRIKAM
  const number = `INV-${invoice}`
  await boss.send(INVOICES, { customer, number, pages: 6 + (invoice % 4), requestedBy })
  if (invoice % 3 === 0) await boss.send(REMINDERS, { customer, invoice: number, to: accounts })
  await delay(EVERY_MS)
}
