import { setTimeout as delay } from 'node:timers/promises'
import { heldLease, type Execution, type WorkerContext } from './execution.ts'
import { giveBack } from './reportEnd.ts'
import { untilHeard } from './untilHeard.ts'

/** After the signal a handler has this long to end by itself before its attempt is handed back over its head. */
const AFTER_SIGNAL_MS = 2_000
/** For reports under way when the time is up. */
const LAST_REPORTS_MS = 5_000

/** Lets handlers end, tells those that do not to stop, hands the rest back so that another worker starts them at once. */
export async function drain(context: WorkerContext, loop: Promise<void>, drainMs: number): Promise<void> {
  const ended = loop.then(
    () => true,
    () => true,
  )
  if (await within(ended, drainMs)) return
  for (const execution of context.executions.values()) execution.abort('worker_stopping')
  if (await within(ended, AFTER_SIGNAL_MS)) return
  const held = [...context.executions.values()]
  const reporting = held.filter((execution) => execution.letGo)
  await Promise.all(held.filter((execution) => !execution.letGo).map(async (execution) => await takeBack(context, execution)))
  await within(allReported(context, reporting), LAST_REPORTS_MS)
}

async function takeBack(context: WorkerContext, execution: Execution): Promise<void> {
  const { services } = context
  // What the handler may still report or end with is not this worker's to tell any more.
  execution.letGo = true
  const patience = AbortSignal.any([context.outOfTime, AbortSignal.timeout(LAST_REPORTS_MS)])
  try {
    await untilHeard(
      services,
      async () => await services.db.inWorkspace(execution.scope.workspace.id, async (tx) => await giveBack(context, execution, tx)),
      patience,
    )
    services.log.warn({ ...heldLease(execution) }, 'an operation that did not stop in time was handed back')
  } catch (error) {
    services.log.error({ err: error, run: execution.at.runId }, 'an operation could not be handed back; it will be found by its evidence')
  }
}

/** A handler that was handed back may never end; a report under way does. */
async function allReported(context: WorkerContext, reporting: readonly Execution[]): Promise<void> {
  while (!context.outOfTime.aborted && reporting.some(({ at }) => context.executions.has(at.lease))) await delay(20)
}

async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const first = await Promise.race([promise.then(() => true as const), tooLate])
  clearTimeout(timer)
  return first
}
