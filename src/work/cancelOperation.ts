import type { Scope } from '../access/scope.ts'
import { cancelRun, type CancelEffect } from '../ledger/cancelRun.ts'
import { selectJobOfRun } from '../ledger/sql/selectJobOfRun.ts'
import { readRunId } from '../ledger/runId.ts'
import { cancelInQueue } from './actInQueue.ts'
import type { Services } from './services.ts'

/** Cancels an operation; one that had not started is withdrawn from its queue in the same transaction. */
export async function cancelOperation(services: Services, scope: Scope, runId: string): Promise<CancelEffect> {
  const { db, queue } = services
  const id = readRunId(runId)
  const job = await db.inWorkspace(scope.workspace.id, async (tx) => await tx.row(selectJobOfRun(scope.workspace.id, id)))
  // One that a worker of ours executes hears of it like our own.
  if (job && job.status !== 'completed' && !(job.tracked && job.status === 'running')) return await cancelInQueue(services, scope, job)
  return await db.inWorkspace(
    scope.workspace.id,
    async (tx) =>
      await cancelRun(tx, scope, id, async (within, { queueName, queueJobId }) => {
        if (queueName !== null && queueJobId !== null) await queue.settle(within, { queueName, jobId: queueJobId }, 'cancelled')
      }),
  )
}
