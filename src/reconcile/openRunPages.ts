import type { Scope } from '../access/scope.ts'
import type { Database } from '../db/database.ts'
import { judgeRows, type JudgedRun } from '../ledger/judgedRun.ts'
import { openPage } from '../ledger/sql/openPage.ts'
import { selectRuns } from '../ledger/sql/selectRuns.ts'
import type { WorkerObservation } from '../ledger/workerObserver.ts'

const PAGE = 500

/** Everything open in one workspace with its verdict, a page at a time: what is open may be more than fits in memory. */
export async function* openRunPages(
  db: Database,
  scope: Scope,
  observe: () => Promise<WorkerObservation>,
): AsyncGenerator<readonly JudgedRun[]> {
  let before: string | null = null
  for (;;) {
    const from: string | null = before
    const observation = await observe()
    const page: JudgedRun[] = await db.inWorkspace(scope.workspace.id, async (tx) => {
      return judgeRows(scope, await tx.rows(selectRuns(openPage(scope.workspace.id, from, PAGE), 'without_place')), observation)
    })
    if (page.length > 0) yield page
    if (page.length < PAGE) return
    before = page.at(-1)?.run.id ?? null
  }
}
