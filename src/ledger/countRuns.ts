import { requireCapability, requireTenantInReach, tenantIdsInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { RUN_OUTCOMES, type RunOutcome } from '../truth/facts.ts'
import { FRESHNESS_STATES, PROBLEM_CLASSES, type FreshnessState, type ProblemClass } from '../truth/verdict.ts'
import { judgeOpen } from './judgeOpen.ts'
import { runPage } from './sql/runPage.ts'
import { selectEndedSince } from './sql/selectEndedSince.ts'
import { selectOutcomeCounts } from './sql/selectOutcomeCounts.ts'
import { selectReconciledCount } from './sql/selectReconciledCount.ts'
import type { WorkerObservation } from './workerObserver.ts'

export interface RunCounts {
  readonly asOf: Date
  readonly total: number
  readonly problem: Record<ProblemClass, number>
  readonly freshness: Record<FreshnessState, number>
  readonly outcome: Record<RunOutcome, number>
  /** Of what ended at or after an instant, where that was asked for. */
  readonly endedSince?: { readonly at: Date; readonly outcome: Record<RunOutcome, number> }
}

/**
 * Exact counts: what is open is judged, what has ended was counted when it ended. Work grows with what is open, and with what
 * ended since the instant that is asked for.
 */
export async function countRuns(
  tx: Tx,
  scope: Scope,
  observation: WorkerObservation,
  tenantId: number | null,
  endedSince?: Date,
): Promise<RunCounts> {
  requireCapability(scope, 'operations.view')
  if (tenantId !== null) requireTenantInReach(scope, tenantId)
  const workspaceId = scope.workspace.id
  const tenantIds = tenantId === null ? tenantIdsInReach(scope) : [tenantId]
  const openPage = runPage(workspaceId, tenantIds, {}, { limit: 0 }, 'open')
  const [open, outcomes, reconciled, ended] = await Promise.all([
    judgeOpen(tx, scope, openPage, observation),
    tx.rows(selectOutcomeCounts(workspaceId, tenantIds)),
    tx.row(selectReconciledCount(workspaceId, tenantIds)),
    endedSince === undefined ? [] : tx.rows(selectEndedSince(workspaceId, tenantIds, endedSince)),
  ])
  const problem = zeroes(PROBLEM_CLASSES)
  const freshness = zeroes(FRESHNESS_STATES)
  const outcome = zeroes(RUN_OUTCOMES)
  for (const cell of open) {
    problem[cell.problem] += 1
    freshness[cell.freshness] += 1
    outcome.pending += 1
  }
  let terminal = 0
  for (const row of outcomes) {
    const runs = Number(row.runs)
    const asking = Number(row.asking)
    terminal += runs
    outcome[row.outcome] += runs
    problem.terminal_follow_up += asking
    problem.none += runs - asking
  }
  freshness.reconciled = Number(reconciled?.runs ?? 0)
  freshness.settled = terminal - freshness.reconciled
  const counts = { asOf: observation.asOf, total: terminal + outcome.pending, problem, freshness, outcome }
  if (endedSince === undefined) return counts
  const since = zeroes(RUN_OUTCOMES)
  for (const row of ended) since[row.outcome] = Number(row.runs)
  return { ...counts, endedSince: { at: endedSince, outcome: since } }
}

function zeroes<K extends string>(keys: readonly K[]): Record<K, number> {
  const counts: Partial<Record<K, number>> = {}
  for (const key of keys) counts[key] = 0
  // Every key of the closed list has just been set.
  return counts as Record<K, number>
}
