import { tenantIdsInReach, type Scope } from '../access/scope.ts'
import type { Database, TransactionManner } from '../db/database.ts'
import type { Page, RunFilters } from './filters.ts'
import { isJudgedFirst, listRuns, type RunList } from './listRuns.ts'
import type { WorkerObservation } from './workerObserver.ts'

/** A page in a transaction of its own: in one round trip, where the rows can be asked for at once. */
export async function readList(
  db: Database,
  scope: Scope,
  observation: WorkerObservation,
  filters: RunFilters,
  page: Page,
): Promise<RunList> {
  return await db.inWorkspace(
    scope.workspace.id,
    async (tx) => await listRuns(tx, scope, observation, filters, page),
    mannerOf(scope, filters),
  )
}

function mannerOf(scope: Scope, filters: RunFilters): TransactionManner {
  return {
    commits: isJudgedFirst(filters) ? 'when_done' : 'with_statements',
    plans: isAnsweredByOneIndex(scope, filters) ? 'once' : 'by_values',
  }
}

/**
 * With one of these filters, or none, there is an index that holds the page in its order, so the plan is the same whatever
 * the values are. With two, or with times or words, it depends on which of them leaves fewer.
 */
const ANSWERED_BY_AN_INDEX: ReadonlySet<string> = new Set<keyof RunFilters>(['tenantId', 'status', 'outcome', 'type', 'parentId'])

function isAnsweredByOneIndex(scope: Scope, filters: RunFilters): boolean {
  const asked = Object.keys(filters)
  return tenantIdsInReach(scope) === null && asked.length <= 1 && asked.every((name) => ANSWERED_BY_AN_INDEX.has(name))
}
