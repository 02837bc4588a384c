import { fileURLToPath } from 'node:url'
import type { Place } from './openPlace.ts'
import type { Started } from './startProcess.ts'
import { openRedis, whyNoRedis } from './openRedis.ts'

/** One of the queues, with a small application that knows nothing of Runtruth, and Runtruth beside it. */
export interface QueueExample {
  /** What it needs and this machine does not have, in one sentence; null: nothing. */
  missing?(): string | null
  /** Environment of the application and of its source. */
  open(place: Place): Promise<{ readonly env: Readonly<Record<string, string>>; readonly store?: Started }>
  /** Its worker processes, by name, each with the arguments of `app/worker.ts`; the first one is the one to kill. */
  readonly workers: Readonly<Record<string, readonly string[]>>
  /** What is seen after that. */
  readonly outlook: readonly string[]
}

export const QUEUE_EXAMPLES: Readonly<Record<string, QueueExample>> = {
  'pg-boss': {
    open: async (place) => {
      const { url, readOnlyUrl } = await place.appDatabase()
      return { env: { BILLING_DATABASE: url, BILLING_DATABASE_READ_ONLY: readOnlyUrl } }
    },
    workers: { 'invoice worker': ['invoice-pdf'], 'reminder worker': ['payment-reminder'] },
    outlook: [
      'In about 10 s its invoices say "Worker lost": the beat and the connections that are missing are shown.',
      'What is queued behind them says that no live worker serves the queue. A minute later one does again;',
      'pg-boss itself holds the lost invoices for active until they expire after two minutes, and tries them again.',
    ],
  },
  bullmq: {
    missing: whyNoRedis,
    open: async (place) => {
      const { url, process: store } = await openRedis(place.directory)
      return { env: { MAIL_REDIS: url }, store }
    },
    workers: { 'first mailer': ['mailer-1'], 'second mailer': ['mailer-2'] },
    outlook: [
      'In about 10 s what it was sending says "Worker lost": its connection is gone, and the lock on the job is not renewed.',
      'BullMQ gives it to the other mailer in up to a minute. Kill both: it is said all the same, though BullMQ itself says active.',
    ],
  },
  'graphile-worker': {
    open: async (place) => {
      const { url, readOnlyUrl } = await place.appDatabase()
      return { env: { EXPORTS_DATABASE: url, EXPORTS_DATABASE_READ_ONLY: readOnlyUrl } }
    },
    workers: { 'export worker': [] },
    outlook: [
      'Graphile Worker keeps no sign of life, and holds the job for taken for four hours. Its exports say "Likely stale" when they are',
      'older than the 15 s that runtruth.config.ts gives them. As long again, and they are closed.',
    ],
  },
}

export function fileOf(example: string, file: string): string {
  return fileURLToPath(new URL(`../${example}/${file}`, import.meta.url))
}
