import { isDatabaseAway } from '../db/databaseErrors.ts'
import type { Database } from '../db/database.ts'
import type { Log } from '../log.ts'
import { selectEndedRuns, type EndedRow } from './sql/selectEndedRuns.ts'

export interface PartWaiter {
  /** Resolves when the run has ended; rejects when the signal fires, with its reason. */
  wait(workspaceId: number, runId: string, signal: AbortSignal): Promise<EndedRow>
}

const FIRST_LOOK_MS = 100
const LONGEST_LOOK_MS = 1_000

type Waiter = { readonly workspaceId: number; readonly runId: string; readonly resolve: (ended: EndedRow) => void }

/** One question for all parts that anybody in this process waits for, asked less often while nothing ends. */
export function createPartWaiter(db: Database, log: Log): PartWaiter {
  const waiters = new Set<Waiter>()
  let lookAfterMs = FIRST_LOOK_MS
  let timer: NodeJS.Timeout | undefined

  function schedule(): void {
    if (timer !== undefined || waiters.size === 0) return
    timer = setTimeout(() => void look(), lookAfterMs)
    lookAfterMs = Math.min(lookAfterMs * 1.5, LONGEST_LOOK_MS)
  }

  async function look(): Promise<void> {
    try {
      const ended = await db.asSystem(async (tx) => await tx.rows(selectEndedRuns([...waiters])))
      for (const run of ended) {
        for (const waiter of waiters) {
          if (waiter.workspaceId !== run.workspaceId || waiter.runId !== run.id) continue
          waiters.delete(waiter)
          lookAfterMs = FIRST_LOOK_MS
          waiter.resolve(run)
        }
      }
    } catch (error) {
      if (!isDatabaseAway(error)) log.error({ err: error }, 'looking for ended parts failed; looking again')
    } finally {
      timer = undefined
      schedule()
    }
  }

  return {
    wait: async (workspaceId, runId, signal) =>
      await new Promise((resolve, reject) => {
        const waiter: Waiter = {
          workspaceId,
          runId,
          resolve: (ended) => {
            signal.removeEventListener('abort', leave)
            resolve(ended)
          },
        }
        const leave = () => {
          waiters.delete(waiter)
          if (waiters.size === 0) {
            clearTimeout(timer)
            timer = undefined
          }
          // The reason is what the handler is told, as by every other use of its signal.
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors
          reject(signal.reason)
        }
        if (signal.aborted) {
          leave()
          return
        }
        signal.addEventListener('abort', leave, { once: true })
        waiters.add(waiter)
        lookAfterMs = FIRST_LOOK_MS
        schedule()
      }),
  }
}
