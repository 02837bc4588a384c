import type { JobState, JobWord, QueueSource } from '../../src/sources/contract.ts'
import type { WorkerProcess } from './spawnWorker.ts'

/** What the payload of a test's job tells its worker to do. */
export type Telling =
  /** Goes on until it is released. */
  | { readonly do: 'hold' }
  | { readonly do: 'succeed' }
  /** Fails with an error of two lines, of which the first is `FAILURE`. */
  | { readonly do: 'fail' }
  /** Reports these, by the queue's own means, and holds. */
  | { readonly do: 'progress'; readonly processed: number; readonly total: number }

export const FAILURE = 'told to fail'

export interface AddedJob {
  readonly payload: Telling
  /** Default: the stand's one queue. */
  readonly queue?: string
  readonly delayMs?: number
  /** Default 1. */
  readonly attempts?: number
  /** Higher starts sooner, whatever the queue's own direction is. */
  readonly priority?: number
  /** Ids of jobs that have to end first, where `can.dependencies`. */
  readonly needs?: readonly string[]
  /** Where `can.chooseIds`. */
  readonly jobId?: string
  /** Jobs that share it never run at once, where `can.keepApart`. */
  readonly apart?: string
}

/** What a queue can do or say; without it the suite asks that the source says nothing, not that it guesses. */
export interface Abilities {
  readonly pause: boolean
  /** A job says when somebody last gave a sign of life for it. */
  readonly beats: boolean
  /** An active job names the worker that has it. */
  readonly nameHolder: boolean
  /** The store shows whether a worker is connected. */
  readonly showConnections: boolean
  /** A job that succeeded stays. */
  readonly keepEnded: boolean
  /** A job that is gone: whether it ended or was removed. */
  readonly tellEndOfAbsent: boolean
  readonly dependencies: boolean
  readonly keepApart: boolean
  readonly chooseIds: boolean
  readonly priorities: boolean
  readonly progress: boolean
  /** Serving order, `SeenQueue.next`. */
  readonly order: boolean
  /** Its own client can cancel a queued job so that it stays as cancelled. */
  readonly cancel: boolean
  /** When a failed job ended. */
  readonly endedAt: boolean
  /** When the store itself came up. */
  readonly upSince: boolean
}

export interface StandOptions {
  readonly control?: boolean
  /** A server that nobody else uses, which can be restarted. */
  readonly ownStore?: boolean
}

export interface SourceStand {
  readonly source: QueueSource
  /** Where jobs go that name no queue. */
  readonly queue: string
  /** All of these through the queue's own client. Answers the id. */
  add(job: AddedJob): Promise<string>
  /** So many jobs by several clients at once, some in transactions that commit late, where the queue has such. Answers the ids. */
  crowd(count: number, payload: Telling): Promise<string[]>
  /** A process of its own with the queue's own unmodified client. Ready when it serves. */
  worker(options?: { readonly concurrency?: number }): Promise<WorkerProcess>
  /** Lets a job that holds go on, to its success. */
  release(jobId: string): Promise<void>
  /** What `source.wordOf` made of the job as the handler received it; null: no handler has it. */
  heardByHandler(jobId: string): Promise<JobWord | null>
  /** Deletes a job that nobody works on. */
  remove(jobId: string): Promise<void>
  cancel?(jobId: string): Promise<void>
  pause?(): Promise<void>
  resume?(): Promise<void>
  /** The queue's own count of what it holds. */
  totals(): Promise<Record<JobState, number>>
  /** Everything in the store, and of another application beside it, so that equal means untouched. */
  snapshot(): Promise<string>
  /** Only with `ownStore`. */
  restartStore?(): Promise<void>
  /** Only with `ownStore`, where a store can drop all connections and stay up. */
  crashStore?(): Promise<void>
  close(): Promise<void>
}

export type OpenStand = (options: StandOptions) => Promise<SourceStand>
