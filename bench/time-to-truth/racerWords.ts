import type { Survivor } from './setups.ts'
import type { Stores } from './sourceOf.ts'

/** What a worker process of the race is told. */
export interface RacerSettings {
  readonly setup: string
  readonly survivor: Survivor
  readonly queue: string
  readonly stores: Stores
  /** Of the ledger; only a tracked one reaches it. */
  readonly database: string
}

/** What it prints when it serves, and when it has the job. */
export const SERVING = 'serving'
export const TOOK = 'took '
