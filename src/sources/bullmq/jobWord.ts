import { COUNT_KEYS, type Counts } from '../../truth/facts.ts'
import type { Beat, JobState, JobWaits, JobWord } from '../contract.ts'

/** What both of BullMQ's stores keep of a job, in their common terms; instants in epoch milliseconds. */
export interface JobRecord {
  readonly queue: string
  readonly id: string
  readonly name: string
  readonly payload: unknown
  readonly state: JobState
  readonly createdMs: number
  /** Delay it was added with. */
  readonly delayMs: number
  /** When it becomes due, or is known to have become due; null: not known. */
  readonly dueMs: number | null
  readonly startedMs: number | null
  readonly endedMs: number | null
  readonly attemptsMade: number
  /** Null: this version of BullMQ does not count them. */
  readonly attemptsStarted: number | null
  readonly maxAttempts: number
  readonly progress: unknown
  readonly failedReason: string | null
  readonly stacktrace: readonly string[]
  readonly dependencies: number | null
  readonly concurrencyLimit: number | null
}

export function jobWord(record: JobRecord, holders: readonly string[], beat: Beat | null): JobWord {
  const { state } = record
  const attempt = record.attemptsStarted ?? record.attemptsMade + (state === 'active' ? 1 : 0)
  return {
    queue: record.queue,
    id: record.id,
    key: keyOf(record),
    name: record.name,
    payload: record.payload,
    state,
    createdAt: new Date(record.createdMs),
    availableAt: availableAt(record),
    startedAt: at(record.startedMs),
    endedAt: at(record.endedMs),
    attempt,
    // One that an operator asked for comes on top.
    maxAttempts: Math.max(record.maxAttempts, attempt),
    counts: countsOf(record.progress),
    failure: firstLine(record.failedReason),
    failureDetail: record.stacktrace.at(-1) ?? record.failedReason,
    waits: waitsOf(record),
    holders: state === 'active' ? holders : [],
    beat: state === 'active' ? beat : null,
  }
}

/** BullMQ never gives an id anew while the job is there, so an id and the instant it was added name one life of it. */
export function keyOf(job: { readonly queue: string; readonly id: string; readonly createdMs: number }): string {
  return `${job.queue}/${job.id}@${job.createdMs}`
}

function waitsOf({ state, dependencies, concurrencyLimit }: JobRecord): JobWaits | null {
  return state !== 'waiting' || (dependencies === null && concurrencyLimit === null) ? null : { dependencies, concurrencyLimit }
}

/**
 * BullMQ forgets when a job became due once it is. Known is what it was added with, and for a job that waits for another attempt
 * that it cannot have been before the last one began.
 */
function availableAt(record: JobRecord): Date | null {
  if (record.dueMs !== null) return new Date(record.dueMs)
  if (record.state === 'waiting' && record.startedMs !== null) return new Date(record.startedMs)
  return record.delayMs > 0 ? new Date(record.createdMs + record.delayMs) : null
}

function at(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms)
}

/** A bare number is a percentage to BullMQ and no count of anything. */
function countsOf(progress: unknown): Counts | null {
  if (typeof progress !== 'object' || progress === null) return null
  const known = COUNT_KEYS.flatMap((key) => {
    const value: unknown = Reflect.get(progress, key)
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? [[key, value] as const] : []
  })
  return known.length === 0 ? null : Object.fromEntries(known)
}

function firstLine(text: string | null): string | null {
  const line = text?.split('\n', 1)[0]?.trim()
  return line === undefined || line === '' ? null : line
}
