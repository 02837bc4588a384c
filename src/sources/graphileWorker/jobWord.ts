import type { JobWord } from '../contract.ts'
import type { JobRow } from './sql/jobColumns.ts'

/**
 * A locked job whose key was given to another one, or removed, has its attempts set to the most it may have, so that it is
 * not tried again. It is still the attempt it was: the count that the lock began with stands as long as that lock does.
 */
export type LockedCounts = Map<string, { readonly lockedAtMs: number; readonly attempts: number }>

/** Ends for good without an error happen in two ways, and the row does not tell which. */
const NO_ERROR = 'No error was recorded: the worker was lost in the last attempt, or a job with the same key took its place.'

/**
 * One queue for all: workers choose among the jobs of a schema by task, and a named queue only keeps two of its jobs from
 * running at once. `holders` and `beat` stay empty: `locked_by` names no session of the database, and a lock is not renewed.
 */
export function jobWord(row: JobRow, queue: string, locks: LockedCounts): JobWord {
  return {
    ...refOf(queue, row.id, row.createdAt),
    name: row.name ?? 'unknown',
    payload: row.payload,
    state: row.state,
    createdAt: row.createdAt,
    availableAt: row.runAt,
    startedAt: row.lockedAt,
    endedAt: row.endedAt,
    attempt: countAttempts(row, locks),
    maxAttempts: row.maxAttempts,
    counts: null,
    failure: row.state === 'failed' ? firstLine(row.lastError ?? NO_ERROR) : firstLine(row.lastError),
    failureDetail: row.lastError,
    waits: row.heldByQueue ? { dependencies: null, concurrencyLimit: 1 } : null,
    holders: [],
    beat: null,
  }
}

/** Ids are given once; a schema that was set up anew begins again, and the instant of creation tells the two lives apart. */
function refOf(queue: string, id: string, createdAt: Date) {
  return { queue, id, key: `${id}-${createdAt.getTime()}` }
}

/** Null: no key of ours. */
export function createdAtOf(key: string): Date | null {
  const [, ms] = /^\d+-(\d+)$/.exec(key) ?? []
  return ms === undefined ? null : new Date(Number(ms))
}

function countAttempts(row: JobRow, locks: LockedCounts): number {
  if (row.lockedAt === null) {
    locks.delete(row.id)
    return row.attempts
  }
  const lockedAtMs = row.lockedAt.getTime()
  const known = locks.get(row.id)
  if (known?.lockedAtMs === lockedAtMs) return known.attempts
  locks.set(row.id, { lockedAtMs, attempts: row.attempts })
  return row.attempts
}

function firstLine(text: string | null): string | null {
  return text?.split('\n', 1)[0]?.trim() || null
}
