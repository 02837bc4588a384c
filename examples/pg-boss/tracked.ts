/** The second step: `app/worker.ts` with its long job tracked. Runs in place of the invoice worker with --tracked. */
import process from 'node:process'
import { createRuntruth } from 'runtruth'
import { renderInvoice, sendReminder } from './app/handlers.ts'
import { INVOICES, openQueue, REMINDERS, type Invoice, type Reminder } from './app/queue.ts'
import config from './runtruth.config.ts'

const rt = await createRuntruth({
  database: process.env['RUNTRUTH_DATABASE'] ?? '',
  operations: [],
  sources: config.sources ?? [],
  authorize: async () => await Promise.resolve(null),
})
const [queue = INVOICES] = process.argv.slice(2)
const boss = await openQueue(queue)

if (queue === INVOICES) {
  await boss.work<Invoice>(INVOICES, { localConcurrency: 3 }, async ([job]) =>
    rt.track(job, async ({ progress }) => {
      if (job) return await renderInvoice(job.data, (page) => progress({ processed: page, total: job.data.pages }))
    }),
  )
} else {
  await boss.work<Reminder>(REMINDERS, async ([job]) => (job ? await sendReminder(job.data) : undefined))
}

process.once('SIGTERM', () => void boss.stop({ timeout: 2_000 }).then(rt.close))
