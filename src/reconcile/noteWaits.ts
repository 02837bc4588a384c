import { RECONCILER } from '../access/actor.ts'
import { systemScope } from '../access/grants.ts'
import { judgeRows, type JudgedRun } from '../ledger/judgedRun.ts'
import { noteWaitReasons, type WaitNote } from '../ledger/sql/noteWaitReasons.ts'
import { queuedPage } from '../ledger/sql/queuedPage.ts'
import { selectOpenWorkspaces } from '../ledger/sql/selectOpenWorkspaces.ts'
import { selectRuns } from '../ledger/sql/selectRuns.ts'
import type { ReconcileServices } from './services.ts'

/** Smaller: what is about to start anyway is told to wait. Larger: a paused queue is noticed in the history that much later. */
const WORTH_NOTING_AFTER_MS = 3_000
/** The oldest of what is queued in a workspace; what lies deeper waits for the same. */
const LOOKED_AT = 500

/** Writes down why what is queued has not started, when that has changed. The reasons are those of the verdict. */
export async function noteWaits(services: ReconcileServices): Promise<void> {
  const { db, observer } = services
  for (const workspace of await db.asSystem(async (tx) => await tx.rows(selectOpenWorkspaces()))) {
    const observation = await observer.observe()
    const scope = systemScope(workspace, RECONCILER)
    await db.inWorkspace(workspace.id, async (tx) => {
      const judged = judgeRows(scope, await tx.rows(selectRuns(queuedPage(workspace.id, LOOKED_AT))), observation)
      const notes = judged.flatMap((one) => noteOf(one, observation.asOf))
      if (notes.length > 0) await tx.rows(noteWaitReasons(workspace.id, RECONCILER, notes))
    })
  }
}

function noteOf({ run, verdict }: JudgedRun, asOf: Date): WaitNote[] {
  if (verdict.lifecycle !== 'queued' || verdict.freshness !== 'fresh' || verdict.reason === run.waitReason) return []
  if (asOf.getTime() - run.createdAt.getTime() < WORTH_NOTING_AFTER_MS) return []
  return [{ id: run.id, reason: verdict.reason, because: verdict.guidance }]
}
