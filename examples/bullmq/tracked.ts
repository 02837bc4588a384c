/** The second step: `app/worker.ts` with its jobs tracked. Runs in its place with --tracked. */
import process from 'node:process'
import { Worker } from 'bullmq'
import { createRuntruth } from 'runtruth'
import { connection } from './app/connection.ts'
import { deliver, EMAILS, type Mail } from './app/mails.ts'
import config from './runtruth.config.ts'

const rt = await createRuntruth({
  database: process.env['RUNTRUTH_DATABASE'] ?? '',
  operations: [],
  sources: config.sources ?? [],
  authorize: async () => await Promise.resolve(null),
})
const [name = 'mailer'] = process.argv.slice(2)
const worker = new Worker<Mail>(EMAILS, async (job) => await rt.track(job, async () => await deliver(job)), {
  connection,
  name,
  concurrency: 2,
  lockDuration: 10_000,
})
worker.on('error', console.error)

process.once('SIGTERM', () => void worker.close().then(rt.close))
