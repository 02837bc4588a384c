import type { Scope } from '../access/scope.ts'
import { readRunId } from '../ledger/runId.ts'
import { retryRun } from '../ledger/retryRun.ts'
import { selectJobOfRun } from '../ledger/sql/selectJobOfRun.ts'
import { selectLease } from '../ledger/sql/selectLease.ts'
import type { Started } from '../ledger/startRun.ts'
import { retryInQueue } from './actInQueue.ts'
import type { Services } from './services.ts'
import { dispatchRun, retryDefaults } from './startOperation.ts'

/** Repeats an operation as a new linked one. Run and job appear in one transaction or not at all. */
export async function retryOperation(services: Services, scope: Scope, runId: string): Promise<Started> {
  const id = readRunId(runId)
  const job = await services.db.inWorkspace(scope.workspace.id, async (tx) => await tx.row(selectJobOfRun(scope.workspace.id, id)))
  if (job) return await retryInQueue(services, scope, job)
  return await services.db.inWorkspace(scope.workspace.id, async (tx) => {
    const started = await retryRun(tx, scope, id, (type) => {
      const definition = services.registry.find(type)
      return definition && retryDefaults(definition)
    })
    if (started.created) {
      // A type that is defined no more keeps the queue it had; only the new run knows which.
      const run = await tx.row(selectLease(scope.workspace.id, started.id))
      await dispatchRun(services, tx, scope, started.id, run?.queueName ?? null, 0)
    }
    return started
  })
}
