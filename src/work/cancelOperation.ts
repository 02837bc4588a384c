import type { Scope } from '../access/scope.ts'
import { cancelRun, type CancelEffect } from '../ledger/cancelRun.ts'
import { readRunId } from '../ledger/runId.ts'
import type { Services } from './services.ts'

/** Cancels an operation; one that had not started is withdrawn from its queue in the same transaction. */
export async function cancelOperation({ db, queue }: Services, scope: Scope, runId: string): Promise<CancelEffect> {
  const id = readRunId(runId)
  return await db.inWorkspace(
    scope.workspace.id,
    async (tx) =>
      await cancelRun(tx, scope, id, async (within, { queueName, queueJobId }) => {
        if (queueName !== null && queueJobId !== null) await queue.settle(within, { queueName, jobId: queueJobId }, 'cancelled')
      }),
  )
}
