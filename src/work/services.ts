import type { Authority } from '../access/authority.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { WorkerObserver } from '../ledger/workerObserver.ts'
import type { Log } from '../log.ts'
import type { WorkerQueue } from '../sources/carrier.ts'
import type { SourceDesk } from '../sources/contract.ts'
import type { Registry } from './registry.ts'

/** What every part of a process works with; put together once, at composition. */
export interface Services {
  readonly db: Database
  readonly queue: WorkerQueue
  /** Somebody else's queues. */
  readonly sources: SourceDesk
  readonly registry: Registry
  readonly authority: Authority
  readonly observer: WorkerObserver
  readonly clock: Clock
  readonly log: Log
}
