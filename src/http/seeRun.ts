import type { Scope } from '../access/scope.ts'
import { getRun } from '../ledger/getRun.ts'
import type { Started } from '../ledger/startRun.ts'
import { toWire, type WireOperation } from '../ledger/wire.ts'
import type { Services } from '../work/services.ts'
import { answer, type Visit } from './route.ts'

/**
 * The operation somebody has just acted on, as the answer to the action. Whoever may act on it is told what came of it,
 * also without the right to look around.
 */
export async function seeRun(services: Services, scope: Scope, id: string): Promise<WireOperation> {
  const seeing: Scope = { ...scope, capabilities: new Set([...scope.capabilities, 'operations.view']) }
  const observation = await services.observer.observe()
  const judged = await services.db.inWorkspace(scope.workspace.id, async (tx) => await getRun(tx, seeing, observation, id))
  return toWire(scope.workspace.slug, judged)
}

export async function startedAnswer({ services, scope, here }: Visit, { id, created }: Started): Promise<Response> {
  const operation = await seeRun(services, scope, id)
  return answer(created ? 201 : 200, { ...operation, created }, { location: `${here}/operations/${id}` })
}
