import type { JobState, QueueSource } from '../../../src/sources/contract.ts'
import type { SourceOptions } from '../../../src/sources/readMappings.ts'

/** An application as it is before it knows Runtruth, and what it says about itself once it does. One for each queue and store. */
export interface QueueApp {
  /** What stands in its `runtruth.config.ts`; the name, where it is not the only one there. */
  source(connection: string, name?: string): QueueSource
  /** Its side that adds jobs; makes the queue where there is none. */
  open(connection: string): Promise<AppClient>
  /** Its workers, in this process. Resolves once they serve. */
  work(connection: string, options: WorkOptions): Promise<{ stop(): Promise<void> }>
}

export interface WorkOptions {
  readonly concurrency: number
  /** The job exactly as the queue's own handler receives it, with what it carries. */
  handle(job: unknown, id: string, payload: AppPayload): Promise<void>
}

/** A plain object with a shape of its own for each test; `workspace` is what the mapping goes by. */
export interface AppPayload {
  readonly workspace: string
  readonly do: string
  readonly [more: string]: unknown
}

/** How many jobs of each kind; a queue that keeps none of a kind leaves it out. */
export type Backlog = Readonly<Record<'waiting' | 'delayed' | 'completed' | 'failed', number>>

export interface AppClient {
  /** Of what `fill` is asked for, what such a queue can hold. */
  readonly keeps: readonly (keyof Backlog)[]
  /** Answers the id. */
  add(payload: AppPayload): Promise<string>
  addMany(payload: AppPayload, count: number): Promise<void>
  /** By the queue's own client, in bulk; ended ones were worked on. */
  fill(backlog: Backlog): Promise<void>
  /** The queue's own count of what it holds. */
  totals(): Promise<Record<JobState, number>>
  /** The hours are over after which the queue takes the job of a lost worker back, where waiting for that would take hours. */
  passHours?(jobId: string): Promise<void>
  close(): Promise<void>
}

export const APP_JOBS: SourceOptions['jobs'] = {
  '*': {
    type: 'app.work',
    label: 'Work of the application',
    lifecycle: { queuedWindow: '2h', runningWindow: '2h' },
    // Only this application adds jobs here.
    workspace: ({ payload }) => (payload as AppPayload).workspace,
  },
}

export const SOURCE_NAME = 'app'
export const WORKSPACE = 'acme'
const BULK = 1_000

export function payloadOf(what: string): AppPayload {
  return { workspace: WORKSPACE, do: what, to: 'somebody@example.com', lines: [{ sku: 'A-1', count: 3 }] }
}

/** In pieces that a client takes at once. */
export async function inBulks(count: number, add: (size: number) => Promise<unknown>): Promise<void> {
  for (let left = count; left > 0; left -= BULK) await add(Math.min(BULK, left))
}
