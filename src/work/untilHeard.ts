import { setTimeout as delay } from 'node:timers/promises'
import { isDatabaseAway } from '../db/databaseErrors.ts'
import type { Services } from './services.ts'

const FIRST_BACKOFF_MS = 100
const LONGEST_BACKOFF_MS = 2_000
/** How long a report is kept for a database that is away. Smaller: a long outage loses what was done. Larger: a worker that will never report looks alive. */
const PATIENCE_MS = 15 * 60_000

/**
 * Does it until the database has heard it. The work must be idempotent: a commit whose answer was lost is done again.
 * With a signal it ends early with the database's error.
 */
export async function untilHeard<T>(services: Pick<Services, 'clock' | 'log'>, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const startedAtMs = services.clock.monotonicMs()
  let backoffMs = FIRST_BACKOFF_MS
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const worthIt = isDatabaseAway(error) && services.clock.monotonicMs() - startedAtMs < PATIENCE_MS
      if (!worthIt || signal?.aborted) throw error
      await delay(backoffMs * (0.75 + Math.random() / 2))
      backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS)
    }
  }
}
