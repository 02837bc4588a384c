import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { WorkerObserver } from '../ledger/workerObserver.ts'
import type { Log } from '../log.ts'

/** What sending needs of a process; the services of work fit. */
export interface DeliveryServices {
  readonly db: Database
  readonly observer: WorkerObserver
  readonly clock: Clock
  readonly log: Log
}
