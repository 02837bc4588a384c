import { isDatabaseAway } from '../db/databaseErrors.ts'
import { isRuntruthError } from '../errors.ts'
import { readCounts } from '../ledger/counts.ts'
import { reportProgress } from '../ledger/reportProgress.ts'
import type { Counts } from '../truth/facts.ts'
import type { HeldAttempt, WorkerContext } from './execution.ts'

export interface ProgressReporter {
  /** Throws when the counts do not fit, so that the handler hears of it where it made the mistake. */
  report(counts: Counts): void
  /** Ends reporting. What was not sent yet is for the report of the end. */
  close(): Promise<Counts | null>
}

/** Smaller: a tight loop writes more rows than anybody reads. Larger: a surface shows progress that is visibly old. */
const REPORT_EVERY_MS = 500

/** Many reports become a few writes; the latest value of each count wins. */
export function createProgressReporter({ services }: Pick<WorkerContext, 'services'>, execution: HeldAttempt): ProgressReporter {
  const { scope, at } = execution
  let pending: Counts | null = null
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined
  let sentAtMs = -REPORT_EVERY_MS
  let closed = false

  function schedule(): void {
    if (closed || pending === null || timer !== undefined || sending !== undefined) return
    timer = setTimeout(
      () => {
        timer = undefined
        sending = send().finally(() => {
          sending = undefined
          schedule()
        })
      },
      Math.max(0, sentAtMs + REPORT_EVERY_MS - services.clock.monotonicMs()),
    )
  }

  async function send(): Promise<void> {
    const counts = pending
    pending = null
    sentAtMs = services.clock.monotonicMs()
    try {
      const answer = await services.db.inWorkspace(scope.workspace.id, async (tx) => await reportProgress(tx, scope, at, counts))
      if (answer.cancelRequested) execution.abort('cancelled')
    } catch (error) {
      if (isRuntruthError(error, 'stale_lease')) execution.abort('lease_lost')
      else if (isDatabaseAway(error)) keep(counts)
      else services.log.error({ err: error, run: at.runId }, 'progress could not be recorded')
    }
  }

  /** Back to what waits to be sent; what was reported since then is newer. */
  function keep(counts: Counts | null): void {
    if (counts !== null) pending = { ...counts, ...pending }
  }

  return {
    report: (value) => {
      const counts = readCounts(value)
      if (closed || counts === null || execution.signal.aborted) return
      pending = { ...pending, ...counts }
      schedule()
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      await sending
      return pending
    },
  }
}
