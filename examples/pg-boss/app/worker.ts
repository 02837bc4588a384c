import process from 'node:process'
import { renderInvoice, sendReminder } from './handlers.ts'
import { INVOICES, openQueue, REMINDERS, type Invoice, type Reminder } from './queue.ts'

// A process for what takes long, and one for what is quick: node app/worker.ts invoice-pdf
const [queue = INVOICES] = process.argv.slice(2)
const boss = await openQueue(queue)

if (queue === INVOICES) {
  await boss.work<Invoice>(INVOICES, { localConcurrency: 3 }, async ([job]) => (job ? await renderInvoice(job.data) : undefined))
} else {
  await boss.work<Reminder>(REMINDERS, async ([job]) => (job ? await sendReminder(job.data) : undefined))
}

process.once('SIGTERM', () => void boss.stop({ timeout: 2_000 }))
