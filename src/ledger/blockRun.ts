import type { Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { RECONCILIATION_REASON_LABELS } from '../truth/copy/labels.ts'
import type { FailureFacts } from '../truth/facts.ts'
import { requireReporter } from './requireReporter.ts'
import { completeRun, type CompletedRow } from './sql/completeRun.ts'

/** Refused at pick-up, before any side effect: the initiator, the capability or the tenant no longer allows it. */
export async function blockRun(
  tx: Tx,
  scope: Scope,
  runId: string,
  attempt: number,
  reason: FailureFacts,
): Promise<CompletedRow | undefined> {
  await requireReporter(tx, scope, runId)
  return await tx.row(
    completeRun(
      scope.workspace.id,
      runId,
      { status: 'queued', attempt },
      { outcome: 'blocked', counts: null, failure: reason, diagnostics: null, reconciliation: null },
      { kind: 'blocked', actor: scope.principal, data: { failure: reason } },
    ),
  )
}

/** The queue could not be given the job: an operation that nobody will ever pick up ends at once, with the reason. */
export async function failDispatch(
  tx: Tx,
  scope: Scope,
  runId: string,
  diagnostics: Record<string, unknown>,
): Promise<CompletedRow | undefined> {
  await requireReporter(tx, scope, runId)
  const failure: FailureFacts = {
    code: 'dispatch_failed',
    message: `${RECONCILIATION_REASON_LABELS.dispatch_failed}. Nothing was started.`,
  }
  return await tx.row(
    completeRun(
      scope.workspace.id,
      runId,
      { status: 'queued', attempt: 0 },
      { outcome: 'failed', counts: null, failure, diagnostics, reconciliation: null },
      { kind: 'failed', actor: scope.principal, data: { failure } },
    ),
  )
}
