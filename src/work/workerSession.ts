import { randomUUID } from 'node:crypto'
import { RuntruthError } from '../errors.ts'
import { SESSION_LOCK_CLASS } from '../ledger/sql/selectWorkers.ts'
import { thisMachine } from '../ledger/thisMachine.ts'
import { heldLease, type HeldAttempt } from './execution.ts'
import { startHeartbeat } from './heartbeat/startHeartbeat.ts'
import { takeName } from './registration.ts'
import { releaseVersion } from './releaseVersion.ts'
import type { Services } from './services.ts'
import { stopWorker } from './sql/stopWorker.ts'

export interface WorkerSessionOptions {
  readonly services: Services
  /** A direct connection to PostgreSQL. */
  readonly url: string
  readonly name: string
  readonly types: readonly string[]
  readonly concurrency: number
  readonly heartbeatEveryMs: number
  /** The attempts this process holds now, by lease. */
  readonly held: ReadonlyMap<string, HeldAttempt>
  /** Another process took the name: there is no way back, and every lease has been given up. */
  onReplaced(error: RuntruthError): void
}

/** What proves that this process lives: its row, its beats, and a lock that goes with it. */
export interface WorkerSession {
  readonly name: string
  readonly bootId: string
  /** Resolves when the session lock is held; rejects when another boot took the name first. */
  readonly ready: Promise<void>
  /** After every change of what is held. */
  leasesChanged(): void
  /** Ends the session, and says that it ended on purpose. */
  stop(): Promise<void>
  /** Ends it without a word. */
  abandon(): Promise<void>
}

/** Throws `conflict` when the name is in use. */
export async function openWorkerSession(options: WorkerSessionOptions): Promise<WorkerSession> {
  const { services, name, types, concurrency, heartbeatEveryMs, held } = options
  const bootId = randomUUID()
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
  const heartbeat = startHeartbeat(
    { url: options.url, name, bootId, lockClass: SESSION_LOCK_CLASS, sessionKey, everyMs: heartbeatEveryMs },
    {
      onLeases: (states) => {
        for (const { lease, current, cancelRequested } of states) {
          const attempt = held.get(lease)
          if (!attempt || attempt.letGo) continue
          if (!current) attempt.abort('lease_lost')
          else if (cancelRequested) attempt.abort('cancelled')
        }
      },
      onCutOff: (silentMs) => loseEveryLease(`nothing was heard of the database for ${silentMs} ms`),
      onReplaced: () => {
        loseEveryLease('another process registered under its name')
        options.onReplaced(
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
    if (held.size > 0) services.log.error({ worker: name, operations: held.size }, `the worker gives up its leases: ${because}`)
    for (const attempt of held.values()) if (!attempt.letGo) attempt.abort('lease_lost')
  }

  return {
    name,
    bootId,
    ready: heartbeat.session,
    leasesChanged: () => heartbeat.watch([...held.values()].map(heldLease)),
    stop: async () => {
      await services.db
        .asSystem(async (tx) => await tx.row(stopWorker(name, bootId)))
        .catch((error: unknown) => {
          // Whoever looks sees the session end and the beats stop, which is as true.
          services.log.warn({ err: error, worker: name }, 'the stop of the worker could not be recorded')
        })
      await heartbeat.stop()
    },
    abandon: heartbeat.stop,
  }
}
