import { setTimeout as delay } from 'node:timers/promises'
import { isRuntruthError } from '../errors.ts'
import type { AttemptLease } from '../ledger/run.ts'
import type { Log } from '../log.ts'

/** Reports of ends that are on their way to the ledger. */
export interface EndReports {
  /** Resolves when it was heard, or when its queue has waited long enough for it: then it goes on by itself. Never rejects. */
  tell(at: AttemptLease, report: () => Promise<void>): Promise<void>
  /** As long again for those that are still on their way. */
  settle(): Promise<void>
}

/**
 * Smaller: an end is told a moment after its queue's own word of it. Larger: a ledger that is away holds up somebody else's
 * queue for that long with every job.
 */
const WITHIN_MS = 2_000

export function openEndReports(log: Log): EndReports {
  const open = new Set<Promise<void>>()

  async function within(promise: Promise<unknown>): Promise<void> {
    const heard = new AbortController()
    await Promise.race([promise.finally(() => heard.abort()), delay(WITHIN_MS, undefined, { signal: heard.signal }).catch(() => {})])
  }

  return {
    tell: async (at, report) => {
      const told = report()
        .catch((error: unknown) => {
          const level = isRuntruthError(error, 'stale_lease') ? 'warn' : 'error'
          log[level]({ err: error, run: at.runId, attempt: at.attempt }, 'the end of a tracked job could not be recorded')
        })
        .finally(() => open.delete(told))
      open.add(told)
      await within(told)
    },
    settle: async () => await within(Promise.all(open)),
  }
}
