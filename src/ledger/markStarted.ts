import type { Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { notFound, RuntruthError } from '../errors.ts'
import { requireReporter } from './requireReporter.ts'
import { selectLease } from './sql/selectLease.ts'
import { startAttempt, type AttemptRow, type LeaseHolder } from './sql/startAttempt.ts'

/** Starts the next attempt under the given lease. Undefined: the run is not queued any more, somebody else has it or it ended. */
export async function markStarted(tx: Tx, scope: Scope, runId: string, holder: LeaseHolder): Promise<AttemptRow | undefined> {
  await requireReporter(tx, scope, runId)
  const data = { worker: holder.worker, ...(holder.bootId === null ? {} : { bootId: holder.bootId }) }
  return await tx.row(startAttempt(scope.workspace.id, runId, holder, { kind: 'started', actor: scope.principal, data }))
}

/** The same for a worker that reports over HTTP and may have to ask twice: the same lease gets the same answer. */
export async function markStartedOnce(
  tx: Tx,
  scope: Scope,
  runId: string,
  holder: LeaseHolder,
): Promise<{ attempt: number; lease: string }> {
  const started = await markStarted(tx, scope, runId, holder)
  if (started) return { attempt: started.attempt, lease: holder.lease }
  const seen = await tx.row(selectLease(scope.workspace.id, runId))
  if (!seen) throw notFound()
  if (seen.lease === holder.lease) return { attempt: seen.attempt, lease: seen.lease }
  throw new RuntruthError('conflict', `Operation ${runId} is ${seen.status}, not queued. It cannot be started again.`, {
    id: runId,
    status: seen.status,
  })
}
