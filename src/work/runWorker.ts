import { randomUUID } from 'node:crypto'
import { RuntruthError } from '../errors.ts'
import { SESSION_LOCK_CLASS } from '../ledger/sql/selectWorkers.ts'
import { thisMachine } from '../ledger/thisMachine.ts'
import { drain } from './drain.ts'
import { heldLease, type Execution, type WorkerContext } from './execution.ts'
import { fetchLoop } from './fetchLoop.ts'
import { startHeartbeat } from './heartbeat/startHeartbeat.ts'
import { createPartWaiter } from './partWaiter.ts'
import { createPlaces } from './places.ts'
import { takeName } from './registration.ts'
import { releaseVersion } from './releaseVersion.ts'
import type { Services } from './services.ts'
import { stopWorker } from './sql/stopWorker.ts'
import { startUpkeep } from './upkeep.ts'

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
  const bootId = randomUUID()

  await services.queue.prepare(types)
  const sessionKey = await takeName(services, {
    name,
    bootId,
    host: thisMachine.host,
    pid: process.pid,
    machineBootId: thisMachine.bootId,
    version: releaseVersion(),
    types,
    concurrency,
    heartbeatEveryMs,
  })

  const executions = new Map<string, Execution>()
  const stopping = new AbortController()
  const outOfTime = new AbortController()
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  let wake = Promise.withResolvers<void>()

  const heartbeat = startHeartbeat(
    { url: options.url, name, bootId, lockClass: SESSION_LOCK_CLASS, sessionKey, everyMs: heartbeatEveryMs },
    {
      onLeases: (states) => {
        for (const { lease, current, cancelRequested } of states) {
          const execution = executions.get(lease)
          if (!execution || execution.letGo) continue
          if (!current) execution.abort('lease_lost')
          else if (cancelRequested) execution.abort('cancelled')
        }
      },
      onCutOff: (silentMs) => loseEveryLease(`nothing was heard of the database for ${silentMs} ms`),
      onReplaced: () => {
        loseEveryLease('another process registered under its name')
        context.fail(
          new RuntruthError(
            'conflict',
            `Another process registered as worker ${name}. This one has stopped; give each worker a name of its own.`,
            { name },
          ),
        )
      },
    },
    services.log,
  )
  function loseEveryLease(because: string): void {
    if (executions.size > 0) services.log.error({ worker: name, operations: executions.size }, `the worker gives up its leases: ${because}`)
    for (const execution of executions.values()) if (!execution.letGo) execution.abort('lease_lost')
  }

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
    leasesChanged: () => heartbeat.watch([...executions.values()].map(heldLease)),
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
    await Promise.race([heartbeat.session, failure.promise])
  } catch (error) {
    await heartbeat.stop()
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
    await services.db
      .asSystem(async (tx) => await tx.row(stopWorker(name, bootId)))
      .catch((error: unknown) => {
        // Whoever looks sees the session end and the beats stop, which is as true.
        services.log.warn({ err: error, worker: name }, 'the stop of the worker could not be recorded')
      })
    await heartbeat.stop()
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
