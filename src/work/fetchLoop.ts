import { isDatabaseAway } from '../db/databaseErrors.ts'
import { SCHEDULE_QUEUE, type FetchedJob } from '../sources/carrier.ts'
import { execute } from './execute.ts'
import type { WorkerContext } from './execution.ts'
import { pickUp } from './pickUp.ts'
import { actOnTicks } from './scheduleTicks.ts'

/** Smaller: idle workers ask more often for nothing. Larger: an operation waits longer for an idle worker. */
const IDLE_LOOK_MS = 500
/** While there was work a moment ago there is likely more. */
const BUSY_LOOK_MS = 50
const AWAY_LOOK_MS = 1_000
/** How often a queue that fills every place may be asked again before the others are looked at. */
const TURNS_OF_A_FULL_QUEUE = 10

/**
 * Takes due jobs while there are free places, until the worker stops. `wakened` answers a promise that resolves when
 * somebody says that there may be work. Resolves when every attempt that was begun has ended.
 */
export async function fetchLoop(context: WorkerContext, types: readonly string[], wakened: () => Promise<void>): Promise<void> {
  const { services, places, stopping } = context
  const queueNames = services.registry.all.some((definition) => definition.schedule) ? [...types, SCHEDULE_QUEUE] : types
  const running = new Set<Promise<void>>()
  let firstQueue = 0
  /** The queue that gave all that was asked for, and how often in a row. */
  let full: { readonly queueName: string; readonly turns: number } | undefined

  while (!stopping.aborted) {
    if (places.free() === 0) {
      await Promise.race([places.changed(), untilAborted(stopping)])
      continue
    }
    let lookAgainMs = IDLE_LOOK_MS
    const woken = wakened()
    try {
      const taken: number = full && full.turns < TURNS_OF_A_FULL_QUEUE ? await take(full.queueName) : await lookAround()
      if (taken > 0) lookAgainMs = BUSY_LOOK_MS
    } catch (error) {
      full = undefined
      if (isDatabaseAway(error)) lookAgainMs = AWAY_LOOK_MS
      else services.log.error({ err: error }, 'looking for work failed; looking again')
    }
    if (!full) await pause(lookAgainMs * (0.8 + Math.random() * 0.4), woken, stopping)
  }
  await Promise.all(running)

  async function lookAround(): Promise<number> {
    full = undefined
    const due = await services.queue.waiting(queueNames)
    // A different queue comes first each time, so that no type starves another.
    firstQueue += 1
    let taken = 0
    for (let offset = 0; offset < due.length && !stopping.aborted && places.free() > 0; offset += 1) {
      const queueName = due[(firstQueue + offset) % due.length]
      if (queueName === SCHEDULE_QUEUE) await actOnTicks(services)
      else if (queueName !== undefined) taken += await take(queueName)
    }
    return taken
  }

  async function take(queueName: string): Promise<number> {
    const limit = places.free()
    const turns = full?.queueName === queueName ? full.turns + 1 : 1
    const jobs = await services.queue.fetch(queueName, limit)
    full = jobs.length === limit ? { queueName, turns } : undefined
    for (const job of jobs) {
      places.take()
      const run = work(context, job).finally(() => running.delete(run))
      running.add(run)
    }
    return jobs.length
  }
}

/** The place taken for the job is given back by the attempt, or here when there is none. */
async function work(context: WorkerContext, job: FetchedJob): Promise<void> {
  const { services, places } = context
  try {
    const execution = await pickUp(context, job)
    if (execution) await execute(context, execution)
    else places.give()
  } catch (error) {
    places.give()
    // The run is still queued behind a job that is taken; it is given out again after a while.
    const log = isDatabaseAway(error) ? services.log.warn.bind(services.log) : services.log.error.bind(services.log)
    log({ err: error, job: job.jobId, run: job.payload.runId }, 'an operation could not be picked up')
  }
}

async function pause(ms: number, woken: Promise<void>, stopping: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([elapsed, woken, untilAborted(stopping)])
  clearTimeout(timer)
}

/** One promise per signal: a listener per pause would pile up over the life of a worker. */
const aborted = new WeakMap<AbortSignal, Promise<void>>()

async function untilAborted(signal: AbortSignal): Promise<void> {
  let known = aborted.get(signal)
  if (!known) {
    known = new Promise((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
    aborted.set(signal, known)
  }
  await known
}
