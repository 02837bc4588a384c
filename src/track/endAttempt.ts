import { failAttempt } from '../ledger/endAttempt.ts'
import { finishRun, finishRunAtOnce, type FinishReport } from '../ledger/finishRun.ts'
import { reportProgress } from '../ledger/reportProgress.ts'
import type { Counts } from '../truth/facts.ts'
import type { HeldAttempt } from '../work/execution.ts'
import { endOfError } from '../work/handlerEnd.ts'
import type { Services } from '../work/services.ts'
import { untilHeard } from '../work/untilHeard.ts'

export type TrackedEnd = { readonly kind: 'returned' } | { readonly kind: 'threw'; readonly error: unknown }

/** BullMQ's own way to say that another attempt would fare no better, and pg-boss's. */
const NO_RETRY = new Set(['UnrecoverableError'])

/** Records how a tracked handler ended. With attempts left in its queue, a failure is that of the attempt only. */
export async function endAttempt(
  services: Services,
  attempt: HeldAttempt,
  end: TrackedEnd,
  unsent: Counts | null,
  attemptsLeft: boolean,
): Promise<void> {
  if (attempt.letGo) return
  attempt.letGo = true
  const { at, scope } = attempt
  const { db } = services
  const finish = async (report: FinishReport) => {
    const whole = { counts: unsent, ...report }
    if (await finishRunAtOnce(db, scope, at, whole)) return
    await db.inWorkspace(scope.workspace.id, async (tx) => void (await finishRun(tx, scope, at, whole)))
  }
  await untilHeard(services, async () => {
    if (end.kind === 'returned') return await finish({ outcome: 'succeeded' })
    if (attempt.abortedBy() === 'cancelled') return await finish({ outcome: 'cancelled' })
    const told = endOfError(end.error)
    if (told.kind === 'returned') return await finish({ outcome: told.outcome })
    const { failure, diagnostics } = told
    if (told.kind === 'blocked') return await finish({ outcome: 'blocked', failure, diagnostics })
    const again = attemptsLeft && !(end.error instanceof Error && NO_RETRY.has(end.error.name))
    if (!again) return await finish({ outcome: 'failed', failure, diagnostics })
    await db.inWorkspace(scope.workspace.id, async (tx) => {
      if (unsent !== null) await reportProgress(tx, scope, at, unsent)
      await failAttempt(tx, scope, at, failure, diagnostics, 0)
    })
  })
}
