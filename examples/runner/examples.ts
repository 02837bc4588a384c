import { fileURLToPath } from 'node:url'
import type { Place } from './openPlace.ts'

/** One of the queues, with a small application that knows nothing of Runtruth, and Runtruth beside it. */
export interface Example {
  /** Environment of the application and of its source. */
  open(place: Place): Promise<{ readonly env: Readonly<Record<string, string>>; close?(): Promise<void> }>
  /** Its worker processes, by name, each with the arguments of `app/worker.ts`; the first one is the one to kill. */
  readonly workers: Readonly<Record<string, readonly string[]>>
  /** What is seen after that. */
  readonly outlook: readonly string[]
}

export const EXAMPLES: Readonly<Record<string, Example>> = {
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
}

export function fileOf(example: string, file: string): string {
  return fileURLToPath(new URL(`../${example}/${file}`, import.meta.url))
}
