import type { OperationContext } from './defineOperation.ts'
import type { Execution, WorkerContext } from './execution.ts'
import { endOfError, endOfResult, type HandlerEnd } from './handlerEnd.ts'
import { holdPlace } from './heldPlace.ts'
import { operationContext } from './operationContext.ts'
import { createProgressReporter } from './progressReporter.ts'
import { reportEnd } from './reportEnd.ts'

/** Runs one attempt to its end and reports it. Takes over the place that was taken for it; never rejects. */
export async function execute(context: WorkerContext, execution: Execution): Promise<void> {
  const { executions, places, services } = context
  const place = holdPlace(places, execution.signal)
  const progress = createProgressReporter(context, execution)
  executions.set(execution.at.lease, execution)
  context.leasesChanged()
  try {
    const end = await runHandler(execution, operationContext(context, execution, progress, place))
    await reportEnd(context, execution, end, await progress.close())
  } catch (error) {
    services.log.error({ err: error, run: execution.at.runId }, 'the end of an operation could not be recorded')
    context.fail(error)
  } finally {
    executions.delete(execution.at.lease)
    context.leasesChanged()
    place.end()
  }
}

async function runHandler(execution: Execution, handed: OperationContext<unknown>): Promise<HandlerEnd> {
  try {
    // The registry keeps definitions of every input type; that this input fits was checked when the run was created.
    return endOfResult(await execution.definition.run(handed as OperationContext<never>))
  } catch (error) {
    return endOfError(error)
  }
}
