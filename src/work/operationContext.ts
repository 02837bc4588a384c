import { findPlace, scopeOf, systemScope } from '../access/grants.ts'
import type { Scope } from '../access/scope.ts'
import { notFound, RuntruthError } from '../errors.ts'
import { startPart } from '../ledger/startPart.ts'
import type { OperationContext, PartResult } from './defineOperation.ts'
import type { Execution, WorkerContext } from './execution.ts'
import type { HeldPlace } from './heldPlace.ts'
import type { ProgressReporter } from './progressReporter.ts'
import { phaseReporter, refusedWith } from './phaseReporter.ts'
import { startOperation, type StartRequest } from './startOperation.ts'
import { untilHeard } from './untilHeard.ts'

/** What a handler is given. Its type of input is the definition's, which the registry no longer knows. */
export function operationContext(
  context: WorkerContext,
  execution: Execution,
  progress: ProgressReporter,
  place: HeldPlace,
): OperationContext<unknown> {
  const { services } = context
  const { at, run, scope, signal } = execution
  return {
    operationId: run.id,
    workspace: run.workspace,
    tenant: run.tenant,
    attempt: at.attempt,
    input: run.input,
    signal,
    progress: progress.report,
    phase: phaseReporter(services, execution),
    child: async (type, part) => {
      signal.throwIfAborted()
      const tenant = part.tenant === undefined ? run.tenant : part.tenant
      const request = { type, tenant, input: part.input, parent: { id: run.id, key: part.key } }
      const id = await untilHeard(services, async () => await begin(context, execution, request), signal).catch((error: unknown) => {
        throw refusedWith(execution, error)
      })
      context.wake()
      return await place.without(async () => {
        const { outcome, counts } = await context.parts.wait(scope.workspace.id, id, signal)
        return { id, outcome, counts } satisfies PartResult
      })
    },
  }
}

/** Under the authority of whoever started the operation, as it is now. */
async function begin(
  context: WorkerContext,
  execution: Execution,
  request: StartRequest & { readonly parent: { id: string; key: string } },
): Promise<string> {
  const { services } = context
  const { at, run, scope } = execution
  const where = await findPlace(services.db, run.workspace)
  if (!where) throw notFound('workspace')
  const started = await startOperation(services, where, await initiatorScope(), request, async (tx, { id }) => {
    await startPart(tx, scope, at, { id, type: request.type, key: request.parent.key })
  })
  return started.id

  async function initiatorScope(): Promise<Scope> {
    const { initiator } = run
    if (initiator.kind === 'system') return systemScope(scope.workspace, initiator)
    const grant = await services.authority.ofPrincipal(scope.workspace, initiator)
    if (!grant || !where)
      throw new RuntruthError('forbidden', `${initiator.name} no longer has access to this workspace, so no part can be started.`)
    return { ...scopeOf(where, grant), principal: initiator }
  }
}
