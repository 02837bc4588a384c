import { requireCapability, type Scope } from '../access/scope.ts'
import type { Database, Tx } from '../db/database.ts'
import { RuntruthError } from '../errors.ts'
import type { Counts, FailureFacts, RunOutcome } from '../truth/facts.ts'
import { readCounts } from './counts.ts'
import { requireReporter } from './requireReporter.ts'
import type { AttemptLease } from './run.ts'
import { amendRun } from './sql/amendRun.ts'
import { completeRun, type CompletedRow, type Completion } from './sql/completeRun.ts'
import { selectLease } from './sql/selectLease.ts'

export type ReportedOutcome = Exclude<RunOutcome, 'pending'>

export interface FinishReport {
  readonly outcome: ReportedOutcome
  readonly counts?: Counts | null
  readonly failure?: FailureFacts | null
  /** Raw text for diagnostics; shown only with operations.raw. */
  readonly diagnostics?: Record<string, unknown> | null
}

export type FinishEffect = 'finished' | 'amended' | 'already_finished'

export interface Finished {
  readonly effect: FinishEffect
  readonly run: Pick<CompletedRow, 'id' | 'type' | 'outcome' | 'source' | 'queueName' | 'queueJobId'>
}

/**
 * The worker's own report of an end, fenced by attempt and lease. The same report twice changes nothing more; a report
 * after the reconciler amends the outcome once; a report under a lease that is no longer current is refused.
 */
export async function finishRun(tx: Tx, scope: Scope, at: AttemptLease, report: FinishReport): Promise<Finished> {
  await requireReporter(tx, scope, at.runId)
  const { completion, expected, told } = endOf(scope, at, report)
  const ended = { kind: report.outcome, ...told } as const
  const finished =
    (await tx.row(completeRun(scope.workspace.id, at.runId, { status: 'running', ...expected }, completion, ended))) ??
    // Believed lost and queued again, but not started again: success is still the truth about the operation.
    (report.outcome === 'succeeded'
      ? await tx.row(completeRun(scope.workspace.id, at.runId, { status: 'queued', ...expected }, completion, ended))
      : undefined)
  if (finished) return { effect: 'finished', run: finished }

  const seen = await tx.row(selectLease(scope.workspace.id, at.runId))
  if (seen && seen.attempt === at.attempt && seen.lease === at.lease && seen.status === 'completed') {
    const amended = seen.reconciled
      ? await tx.row(
          amendRun(scope.workspace.id, at, completion, { kind: 'amended', ...told, data: { ...told.data, outcome: report.outcome } }),
        )
      : undefined
    return amended ? { effect: 'amended', run: amended } : { effect: 'already_finished', run: seen }
  }
  throw staleLease(at)
}

/**
 * The end as it nearly always is, by a worker of our own and in one round trip. False: the run is not as this attempt left it, and
 * `finishRun` finds out what there is to say.
 */
export async function finishRunAtOnce(db: Database, scope: Scope, at: AttemptLease, report: FinishReport): Promise<boolean> {
  if (scope.tenants !== 'all') return false
  requireCapability(scope, 'operations.report')
  const { completion, expected, told } = endOf(scope, at, report)
  const ending = completeRun(scope.workspace.id, at.runId, { status: 'running', ...expected }, completion, {
    kind: report.outcome,
    ...told,
  })
  return (await db.atOnceInWorkspace(scope.workspace.id, ending)).length > 0
}

function endOf(scope: Scope, at: AttemptLease, report: FinishReport) {
  const completion: Completion = {
    outcome: report.outcome,
    counts: readCounts(report.counts),
    failure: report.failure ?? null,
    diagnostics: report.diagnostics ?? null,
    reconciliation: null,
  }
  const told = {
    actor: scope.principal,
    data: { ...(completion.failure ? { failure: completion.failure } : {}), ...(completion.counts ? { counts: completion.counts } : {}) },
  }
  return { completion, told, expected: { attempt: at.attempt, lease: at.lease } }
}

export function staleLease(at: AttemptLease): RuntruthError {
  return new RuntruthError(
    'stale_lease',
    `Attempt ${at.attempt} of operation ${at.runId} no longer holds its lease. Stop working on it; another attempt or the reconciler has it.`,
    { id: at.runId, attempt: at.attempt },
  )
}
