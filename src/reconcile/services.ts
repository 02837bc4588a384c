import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { WorkerObserver } from '../ledger/workerObserver.ts'
import type { Log } from '../log.ts'
import type { JobQueue } from '../sources/carrier.ts'

/** What reconciliation needs of a process; the services of work fit. */
export interface ReconcileServices {
  readonly db: Database
  readonly queue: JobQueue
  readonly registry: { find(type: string): { readonly backoffMs: number } | undefined }
  readonly observer: WorkerObserver
  readonly clock: Clock
  readonly log: Log
}
