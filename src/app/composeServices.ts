import { hostAuthority, storedAuthority, type Authorize } from '../access/authority.ts'
import { systemClock, type Clock } from '../clock.ts'
import { openDatabase } from '../db/database.ts'
import { createWorkerObserver } from '../ledger/workerObserver.ts'
import { builtInOperations } from '../operations/index.ts'
import type { Log } from '../log.ts'
import { openSignIn, type SignIn } from '../signin/openSignIn.ts'
import type { SignInSettings } from '../signin/settings.ts'
import type { QueueSource } from '../sources/contract.ts'
import { openSources } from '../sources/openSources.ts'
import { openPgBossQueue } from '../sources/pgBoss/pgBossQueue.ts'
import type { OperationDefinition } from '../work/defineOperation.ts'
import { createRegistry } from '../work/registry.ts'
import type { Services } from '../work/services.ts'

export interface CompositionOptions {
  readonly url: string
  readonly operations: readonly OperationDefinition[]
  /** Somebody else's queues; default: none. */
  readonly sources?: readonly QueueSource[]
  readonly log: Log
  /** Embedded in a host: its word decides. Absent: stand-alone, by tokens and members. */
  readonly authorize?: Authorize
  /** Stand-alone only: how people get in with a browser. Absent, they do not. */
  readonly signIn?: SignInSettings
  readonly clock?: Clock
  readonly applicationName?: string
  readonly maxConnections?: number
  readonly onStatement?: (text: string) => void
}

export interface Composition {
  readonly services: Services
  /** Null: a host decides who may do what, or nobody is to sign in here. */
  readonly signIn: SignIn | null
  close(): Promise<void>
}

/** Puts a process together. Connects to nothing yet. */
export function composeServices(options: CompositionOptions): Composition {
  const clock = options.clock ?? systemClock
  const db = openDatabase({
    url: options.url,
    log: options.log,
    ...(options.applicationName === undefined ? {} : { applicationName: options.applicationName }),
    ...(options.maxConnections === undefined ? {} : { maxConnections: options.maxConnections }),
    ...(options.onStatement === undefined ? {} : { onStatement: options.onStatement }),
  })
  const queue = openPgBossQueue({ db, log: options.log })
  const observer = createWorkerObserver(db, clock)
  const signIn = options.signIn === undefined || options.authorize ? null : openSignIn({ db, log: options.log, settings: options.signIn })
  const stored = storedAuthority(db, signIn?.sessions)
  const authority = options.authorize ? hostAuthority(options.authorize, stored) : stored
  const sources = openSources(options.sources ?? [], options.log)
  const registry = createRegistry([...builtInOperations({ db, observer, clock, log: options.log, sources }), ...options.operations])
  return {
    services: { db, queue, sources, registry, authority, observer, clock, log: options.log },
    signIn,
    close: async () => {
      await sources.close()
      await queue.close()
      await signIn?.close()
      await db.close()
    },
  }
}
