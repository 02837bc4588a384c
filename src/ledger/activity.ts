import { requireCapability, requireTenantInReach, tenantIdsInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import type { ProblemClass } from '../truth/verdict.ts'
import { judgeRows, type JudgedRun } from './judgedRun.ts'
import { activityPage } from './sql/activityPage.ts'
import { selectRuns } from './sql/selectRuns.ts'
import type { WorkerObservation } from './workerObserver.ts'

/** More than a glance is a list, and there is a page for lists. */
export const ACTIVITY_ITEMS = 3
/** A reader who puts some of them away is given the next ones. */
export const MOST_ACTIVITY_ITEMS = 12

/**
 * What a shell shows: what asks for attention first, then what is active, then what has ended: within a day while it asks for
 * follow-up, within ten minutes otherwise; newest first in each. Parts are told by the operation they belong to. One statement;
 * all that is open is judged, since only judging tells what asks for attention.
 */
export async function listActivity(
  tx: Tx,
  scope: Scope,
  observation: WorkerObservation,
  tenantId: number | null,
  items = ACTIVITY_ITEMS,
): Promise<JudgedRun[]> {
  requireCapability(scope, 'operations.view')
  if (tenantId !== null) requireTenantInReach(scope, tenantId)
  const tenantIds = tenantId === null ? tenantIdsInReach(scope) : [tenantId]
  const rows = await tx.rows(selectRuns(activityPage(scope.workspace.id, tenantIds, items)))
  const judged = judgeRows(scope, rows, observation)
  return judged.toSorted((a, b) => rank(a) - rank(b)).slice(0, items)
}

const RANK_OF_OPEN: Record<ProblemClass, number> = { active_stale_attention: 0, terminal_follow_up: 0, none: 1 }

/** Sorting is stable, so equals stay newest first. */
function rank({ run, verdict }: JudgedRun): number {
  if (run.status === 'completed') return verdict.problem === 'terminal_follow_up' ? 2 : 3
  return RANK_OF_OPEN[verdict.problem]
}
