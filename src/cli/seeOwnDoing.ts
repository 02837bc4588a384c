import type { Scope } from '../access/scope.ts'
import { getRun } from '../ledger/getRun.ts'
import type { JudgedRun } from '../ledger/judgedRun.ts'
import type { Services } from '../work/services.ts'

/** Whoever may act on an operation is told what came of it, also without the right to look around. */
export async function seeOwnDoing({ db, observer }: Services, scope: Scope, runId: string): Promise<JudgedRun> {
  const seeing: Scope = { ...scope, capabilities: new Set([...scope.capabilities, 'operations.view'] as const) }
  const observation = await observer.observe()
  return await db.inWorkspace(scope.workspace.id, async (tx) => await getRun(tx, seeing, observation, runId))
}
