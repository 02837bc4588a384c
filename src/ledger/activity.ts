import { requireCapability, requireTenantInReach, tenantIdsInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import type { ProblemClass } from '../truth/verdict.ts'
import { judgeRows, type JudgedRun } from './judgedRun.ts'
import { activityPage } from './sql/activityPage.ts'
import { selectRuns } from './sql/selectRuns.ts'
import type { WorkerObservation } from './workerObserver.ts'

/** More than a glance is a list, and there is a page for lists. */
const ACTIVITY_ITEMS = 3

/**
 * What a shell shows: what asks for attention first, then what is active, then what has finished within the last ten
 * minutes; newest first in each. Parts are told by the operation they belong to. One statement;
 * all that is open is judged, since only judging tells what asks for attention.
 */
export async function listActivity(tx: Tx, scope: Scope, observation: WorkerObservation, tenantId: number | null): Promise<JudgedRun[]> {
  requireCapability(scope, 'operations.view')
  if (tenantId !== null) requireTenantInReach(scope, tenantId)
  const tenantIds = tenantId === null ? tenantIdsInReach(scope) : [tenantId]
  const rows = await tx.rows(selectRuns(activityPage(scope.workspace.id, tenantIds, ACTIVITY_ITEMS)))
  const judged = judgeRows(scope, rows, observation)
  return judged.toSorted((a, b) => rank(a) - rank(b)).slice(0, ACTIVITY_ITEMS)
}

const RANK_OF_OPEN: Record<ProblemClass, number> = { active_stale_attention: 0, terminal_follow_up: 0, none: 1 }

/** Sorting is stable, so equals stay newest first. */
function rank({ run, verdict }: JudgedRun): number {
  return run.status === 'completed' ? 2 : RANK_OF_OPEN[verdict.problem]
}
