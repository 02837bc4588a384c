import type { Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import type { FailureFacts } from '../truth/facts.ts'
import { requireReporter } from './requireReporter.ts'
import type { AttemptLease } from './run.ts'
import { requeueRun } from './sql/requeueRun.ts'

/** A failed attempt with attempts left: queued again after its backoff. False: the lease was no longer current. */
export async function failAttempt(
  tx: Tx,
  scope: Scope,
  at: AttemptLease,
  failure: FailureFacts,
  diagnostics: Record<string, unknown> | null,
  delayMs: number,
): Promise<boolean> {
  await requireReporter(tx, scope, at.runId)
  const requeue = { delayMs, spendsAttempt: true, keepsLease: false, diagnostics }
  const event = { kind: 'attempt_failed', actor: scope.principal, data: { failure, delayMs } } as const
  return (
    (await tx.row(
      requeueRun(scope.workspace.id, at.runId, { status: 'running', attempt: at.attempt, lease: at.lease }, requeue, event),
    )) !== undefined
  )
}

/** A worker that stops gives back what it cannot finish: queued again at once, and the attempt does not count. */
export async function handBack(tx: Tx, scope: Scope, at: AttemptLease): Promise<boolean> {
  await requireReporter(tx, scope, at.runId)
  const requeue = { delayMs: 0, spendsAttempt: false, keepsLease: false, diagnostics: null }
  const event = { kind: 'handed_back', actor: scope.principal, data: {} } as const
  return (
    (await tx.row(
      requeueRun(scope.workspace.id, at.runId, { status: 'running', attempt: at.attempt, lease: at.lease }, requeue, event),
    )) !== undefined
  )
}
