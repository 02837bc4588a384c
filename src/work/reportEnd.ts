import { isRuntruthError } from '../errors.ts'
import type { Tx } from '../db/database.ts'
import { isDatabaseAway } from '../db/databaseErrors.ts'
import { failAttempt, handBack } from '../ledger/endAttempt.ts'
import { finishRun, type FinishReport } from '../ledger/finishRun.ts'
import { reportProgress } from '../ledger/reportProgress.ts'
import { selectLease } from '../ledger/sql/selectLease.ts'
import type { JobEnd } from '../sources/carrier.ts'
import type { Counts, FailureFacts } from '../truth/facts.ts'
import type { Execution, WorkerContext } from './execution.ts'
import type { HandlerEnd } from './handlerEnd.ts'
import { dispatchRun } from './startOperation.ts'
import { untilHeard } from './untilHeard.ts'

/** Records how an attempt ended, run and job in one transaction, however long the database takes to come back. */
export async function reportEnd(context: WorkerContext, execution: Execution, end: HandlerEnd, unsent: Counts | null): Promise<void> {
  const { services } = context
  if (execution.letGo) return
  execution.letGo = true
  const report = async () =>
    await services.db.inWorkspace(execution.scope.workspace.id, async (tx) => await record(context, execution, tx, end, unsent))
  try {
    await untilHeard(services, report, context.outOfTime)
  } catch (error) {
    if (isRuntruthError(error, 'stale_lease')) {
      services.log.warn(
        { run: execution.at.runId, attempt: execution.at.attempt },
        'an attempt ended after its lease was gone; its report was refused',
      )
      return
    }
    if (isDatabaseAway(error)) throw error
    // Something in the report itself cannot be stored. Without it the operation would look alive for ever.
    services.log.error({ err: error, run: execution.at.runId }, 'a report could not be recorded as it was')
    const bare: FinishReport = {
      outcome: 'failed',
      failure: {
        code: 'report_failed',
        message: 'The end of the operation could not be recorded as the handler reported it. The log of the worker holds the details.',
      },
    }
    await untilHeard(
      services,
      async () =>
        await services.db.inWorkspace(execution.scope.workspace.id, async (tx) => await finish(context, execution, tx, bare, 'failed')),
      context.outOfTime,
    )
  }
}

async function record(context: WorkerContext, execution: Execution, tx: Tx, end: HandlerEnd, unsent: Counts | null): Promise<void> {
  const { scope, at } = execution
  const counts = end.kind === 'returned' && end.counts !== null ? { ...unsent, ...end.counts } : unsent
  const cancelled = async () => await finish(context, execution, tx, { outcome: 'cancelled', counts }, 'cancelled')
  if (execution.abortedBy() === 'cancelled') return await cancelled()
  switch (end.kind) {
    case 'returned':
      return await finish(context, execution, tx, { outcome: end.outcome, counts }, 'completed')
    case 'blocked':
      return await finish(
        context,
        execution,
        tx,
        { outcome: 'blocked', counts, failure: end.failure, diagnostics: end.diagnostics },
        'completed',
      )
    case 'threw': {
      const seen = await tx.row(selectLease(scope.workspace.id, at.runId))
      if (execution.abortedBy() === 'lease_lost') {
        // A worker that fenced itself may find that nobody took the lease after all: as long as it lives, its life vouches for
        // the attempt and nobody else will end it. One that ends, as when another took its name, leaves that to the evidence.
        if (context.stopping.aborted) return
        if (seen?.status !== 'running' || seen.attempt !== at.attempt || seen.lease !== at.lease) return
        return await endThrown(context, execution, tx, { failure: CUT_OFF, diagnostics: end.diagnostics }, counts)
      }
      if (seen?.lease === at.lease && seen.cancelRequestedAt !== null) return await cancelled()
      if (execution.abortedBy() === 'worker_stopping') return await giveBack(context, execution, tx)
      return await endThrown(context, execution, tx, end, counts)
    }
  }
}

const CUT_OFF: FailureFacts = {
  code: 'lease_lost',
  message: 'The worker was cut off from the ledger for so long that it had to give this attempt up.',
}

/** The next attempt where one is declared, else the end of the operation. */
async function endThrown(
  context: WorkerContext,
  execution: Execution,
  tx: Tx,
  { failure, diagnostics }: { readonly failure: FailureFacts; readonly diagnostics: Record<string, unknown> },
  counts: Counts | null,
): Promise<void> {
  const { scope, at, definition, run } = execution
  if (at.attempt >= run.maxAttempts)
    return await finish(context, execution, tx, { outcome: 'failed', counts, failure, diagnostics }, 'failed')
  if (counts !== null) await reportProgress(tx, scope, at, counts)
  const delayMs = definition.backoffMs
  if (await failAttempt(tx, scope, at, failure, diagnostics, delayMs)) await nextJob(context, execution, tx, delayMs, 'failed')
}

async function finish(context: WorkerContext, execution: Execution, tx: Tx, report: FinishReport, jobEnd: JobEnd): Promise<void> {
  const { job } = execution
  const { run } = await finishRun(tx, execution.scope, execution.at, report)
  await context.services.queue.settle(tx, job, jobEnd)
  // Believed lost, the run was queued again behind another job, which has nothing to do any more.
  if (run.queueName !== null && run.queueJobId !== null && run.queueJobId !== job.jobId) {
    await context.services.queue.settle(tx, { queueName: run.queueName, jobId: run.queueJobId }, 'cancelled')
  }
}

/** An attempt given back by a worker that stops: it does not count, and another worker may start at once. */
export async function giveBack(context: WorkerContext, execution: Execution, tx: Tx): Promise<void> {
  if (await handBack(tx, execution.scope, execution.at)) await nextJob(context, execution, tx, 0, 'cancelled')
}

async function nextJob(context: WorkerContext, execution: Execution, tx: Tx, delayMs: number, jobEnd: JobEnd): Promise<void> {
  const { services } = context
  const { scope, at, job } = execution
  await services.queue.settle(tx, job, jobEnd)
  await dispatchRun(services, tx, scope, at.runId, job.queueName, delayMs)
  if (delayMs === 0) context.wake()
}
