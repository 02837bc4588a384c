import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { notFound, RuntruthError } from '../errors.ts'
import { completeRun, type CompletedRow } from './sql/completeRun.ts'
import { requestCancel } from './sql/requestCancel.ts'
import { selectLease } from './sql/selectLease.ts'
import { selectOpenParts } from './sql/selectOpenParts.ts'

export type CancelEffect = 'cancelled' | 'requested' | 'already_requested'

/** Withdraws a job from its queue, in the same transaction; called for each run that ended before it started. */
export type Withdraw = (tx: Tx, job: CompletedRow) => Promise<void>

const COMPLETION = { outcome: 'cancelled', counts: null, failure: null, diagnostics: null, reconciliation: null } as const

/**
 * A queued operation ends at once. A running one is asked: its handler's AbortSignal fires, and it ends when the handler
 * lets go. Open parts are cancelled with it.
 */
export async function cancelRun(tx: Tx, scope: Scope, runId: string, withdraw: Withdraw): Promise<CancelEffect> {
  const seen = await tx.row(selectLease(scope.workspace.id, runId, 'locked'))
  if (!seen) throw notFound()
  requireTenantInReach(scope, seen.tenantId)
  requireCapability(scope, 'operations.cancel')
  if (seen.status === 'completed') {
    throw new RuntruthError('conflict', `Operation ${runId} has already ended (${seen.outcome}). There is nothing to cancel.`, {
      id: runId,
      outcome: seen.outcome,
    })
  }
  // A part belongs to the operation, whatever its tenant: left over, it would work for nobody.
  const whole: Scope = { ...scope, tenants: 'all' }
  for (const part of await tx.rows(selectOpenParts(scope.workspace.id, runId))) {
    await cancelRun(tx, whole, part.id, withdraw).catch((error: unknown) => {
      // A part that ended between the two statements needs no cancelling.
      if (!(error instanceof RuntruthError && error.code === 'conflict')) throw error
    })
  }
  const event = { actor: scope.principal, data: {} }
  const cancelled = await tx.row(
    completeRun(scope.workspace.id, runId, { status: 'queued', attempt: seen.attempt }, COMPLETION, { kind: 'cancelled', ...event }),
  )
  if (cancelled) {
    await withdraw(tx, cancelled)
    return 'cancelled'
  }
  const requested = await tx.row(requestCancel(scope.workspace.id, runId, scope.principal.name, { kind: 'cancel_requested', ...event }))
  return requested ? 'requested' : 'already_requested'
}
