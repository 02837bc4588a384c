import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import type { Counts, ReconciliationReason, RunOutcome } from '../truth/facts.ts'
import type { JudgedRun } from './judgedRun.ts'
import type { Reconciliation } from './run.ts'
import { completeRun, type CompletedRow } from './sql/completeRun.ts'
import { requeueRun } from './sql/requeueRun.ts'

export interface Conclusion {
  readonly reason: ReconciliationReason
  readonly outcome: Exclude<RunOutcome, 'pending'>
  readonly rule: string | null
  readonly because: string
  /** In operator words; null for a success proven by an adapter. */
  readonly failureMessage: string | null
  /** From an adapter's proof; absent: what was reported stands. */
  readonly counts?: Counts
}

/**
 * Turns a conclusion into a terminal fact, on condition that the run still is what was judged: same status, attempt and
 * lease. Undefined: it moved on, and whoever moved it was right.
 */
export async function closeRun(tx: Tx, scope: Scope, judged: JudgedRun, conclusion: Conclusion): Promise<CompletedRow | undefined> {
  const { run, verdict } = judged
  requireTenantInReach(scope, run.tenantId)
  requireCapability(scope, 'operations.reconcile')
  if (run.status === 'completed') return undefined
  const reconciliation: Reconciliation = {
    reason: conclusion.reason,
    outcome: conclusion.outcome,
    at: verdict.asOf,
    by: scope.principal.name,
    rule: conclusion.rule,
    because: conclusion.because,
    evidence: verdict.evidence,
    notChecked: verdict.evidence.filter((signal) => !signal.checked).map((signal) => signal.signal),
    asOf: verdict.asOf,
    amendedAt: null,
    amendedFrom: null,
  }
  const failure = conclusion.failureMessage === null ? null : { code: conclusion.reason, message: conclusion.failureMessage }
  return await tx.row(
    completeRun(
      scope.workspace.id,
      run.id,
      { status: run.status, attempt: run.attempt, lease: run.lease },
      { outcome: conclusion.outcome, counts: conclusion.counts ?? null, failure, diagnostics: null, reconciliation },
      {
        kind: 'reconciled',
        actor: scope.principal,
        data: {
          reason: conclusion.reason,
          outcome: conclusion.outcome,
          because: conclusion.because,
          rule: conclusion.rule,
          evidence: verdict.evidence,
        },
      },
    ),
  )
}

/**
 * An attempt whose worker is lost, of an operation that declares further attempts: queued again after its backoff.
 * Should the lost worker still report success before the next attempt starts, it is believed.
 */
export async function loseAttempt(
  tx: Tx,
  scope: Scope,
  judged: JudgedRun,
  conclusion: Conclusion,
  delayMs: number,
): Promise<CompletedRow | undefined> {
  const { run, verdict } = judged
  requireTenantInReach(scope, run.tenantId)
  requireCapability(scope, 'operations.reconcile')
  if (run.status !== 'running') return undefined
  return await tx.row(
    requeueRun(
      scope.workspace.id,
      run.id,
      { status: 'running', attempt: run.attempt, lease: run.lease },
      { delayMs, spendsAttempt: true, keepsLease: true, diagnostics: null },
      {
        kind: 'attempt_lost',
        actor: scope.principal,
        data: { reason: conclusion.reason, because: conclusion.because, rule: conclusion.rule, evidence: verdict.evidence, delayMs },
      },
    ),
  )
}
