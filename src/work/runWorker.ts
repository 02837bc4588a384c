import { RuntruthError } from '../errors.ts'
import { drain } from './drain.ts'
import type { Execution, WorkerContext } from './execution.ts'
import { fetchLoop } from './fetchLoop.ts'
import { createPartWaiter } from './partWaiter.ts'
import { createPlaces } from './places.ts'
import type { Services } from './services.ts'
import { startUpkeep } from './upkeep.ts'
import { openWorkerSession } from './workerSession.ts'

export interface WorkerOptions {
  readonly services: Services
  /** A direct connection to PostgreSQL: the session lock cannot pass a transaction-mode pooler. */
  readonly url: string
  /** Unique among the workers of one database. */
  readonly name: string
  /** Operations at a time; default 4. */
  readonly concurrency?: number
  /** Milliseconds from 100 to 60000; default 2000. */
  readonly heartbeatEveryMs?: number
  /** Milliseconds that stop() leaves to running handlers; default 25000. */
  readonly drainMs?: number
  /** Default: every type of the registry. */
  readonly types?: readonly string[]
}

export interface RunningWorker {
  readonly name: string
  readonly bootId: string
  /** Takes no more work, lets handlers end, hands back what does not end in time. Resolves when everything is closed. */
  stop(): Promise<void>
  /** Resolves after stop(), rejects when the worker cannot go on, e.g. because another process took its name. */
  readonly done: Promise<void>
}

/**
 * A worker: fetches jobs, executes handlers, beats from a thread of its own. Ends no process and installs no signal
 * handlers; the services stay open, they belong to the caller. Throws `conflict` when the name is in use,
 * `invalid_config` for options that do not fit.
 */
export async function runWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { services, name } = options
  const concurrency = wholeNumber('concurrency', options.concurrency ?? 4, 1, 1_000)
  const heartbeatEveryMs = wholeNumber('heartbeatEveryMs', options.heartbeatEveryMs ?? 2_000, 100, 60_000)
  const drainMs = wholeNumber('drainMs', options.drainMs ?? 25_000, 0, 86_400_000)
  const types = servedTypes(services, options.types)

  await services.queue.prepare(types)
  const stopping = new AbortController()
  const outOfTime = new AbortController()
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  let wake = Promise.withResolvers<void>()
  const executions = new Map<string, Execution>()
  const session = await openWorkerSession({
    services,
    url: options.url,
    name,
    types,
    concurrency,
    heartbeatEveryMs,
    held: executions,
    onReplaced: (error) => context.fail(error),
  })
  const { bootId } = session

  const context: WorkerContext = {
    services,
    name,
    bootId,
    principal: { kind: 'system', id: null, name: `Worker ${name}` },
    places: createPlaces(concurrency),
    parts: createPartWaiter(services.db, services.log),
    executions,
    stopping: stopping.signal,
    outOfTime: outOfTime.signal,
    leasesChanged: session.leasesChanged,
    wake: () => {
      wake.resolve()
      wake = Promise.withResolvers<void>()
    },
    fail: (error) => {
      stopping.abort()
      failure.reject(error)
    },
  }

  try {
    await Promise.race([session.ready, failure.promise])
  } catch (error) {
    await session.abandon()
    throw error
  }
  const loop = fetchLoop(context, types, async () => await wake.promise)
  const upkeep = startUpkeep(context, types)
  services.log.info({ worker: name, bootId, pid: process.pid, concurrency, types }, 'worker started')

  let ending: Promise<void> | undefined
  async function end(): Promise<void> {
    stopping.abort()
    await upkeep.stop()
    await drain(context, loop, drainMs)
    outOfTime.abort()
    await session.stop()
    services.log.info({ worker: name }, 'worker stopped')
  }
  const stop = async () => await (ending ??= end())
  const done = Promise.withResolvers<void>()
  done.promise.catch(() => {})
  failure.promise.catch(async (error: unknown) => {
    await stop().catch(() => {})
    done.reject(error instanceof Error ? error : new Error('The worker failed.', { cause: error }))
  })

  return {
    name,
    bootId,
    stop: async () => {
      await stop()
      done.resolve()
    },
    done: done.promise,
  }
}

function servedTypes(services: Services, wanted: readonly string[] | undefined): readonly string[] {
  const known = services.registry.all.map(({ type }) => type)
  const unknown = wanted?.find((type) => !known.includes(type))
  if (unknown !== undefined) {
    throw new RuntruthError(
      'invalid_config',
      `A worker is to serve ${JSON.stringify(unknown)}, which is not defined. Defined are: ${known.join(', ') || 'none'}.`,
    )
  }
  return wanted ?? known
}

function wholeNumber(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new RuntruthError('invalid_config', `Worker ${name} is ${value}. Expected a whole number from ${least} to ${most}.`)
}
