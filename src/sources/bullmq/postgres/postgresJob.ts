import type { JobRecord } from '../jobWord.ts'
import type { JobRow } from './sql/jobColumns.ts'

/** `nowMs`: of the statement that read it. */
export function recordOf(row: JobRow & { readonly nowMs: number }): JobRecord {
  const waitsForJobs = row.state === 'waiting-children'
  return {
    queue: row.queue,
    id: row.id,
    name: row.name,
    payload: row.data,
    state: row.state === 'waiting-children' ? 'waiting' : row.state,
    createdMs: row.addedMs,
    delayMs: row.delayMs,
    dueMs: dueMs(row),
    startedMs: row.startedMs,
    endedMs: row.endedMs,
    attemptsMade: row.attemptsMade,
    attemptsStarted: row.attemptsStarted,
    maxAttempts: Math.max(row.maxAttempts, 1),
    progress: row.progress,
    failedReason: row.failedReason,
    stacktrace: row.stack === null ? [] : [row.stack],
    dependencies: waitsForJobs ? row.pendingJobs : null,
    concurrencyLimit: row.reachedLimit,
  }
}

/** It is kept from when the job was delayed. One that somebody promoted became due at another time, which is not kept. */
function dueMs({ state, dueMs: planned, nowMs }: JobRow & { readonly nowMs: number }): number | null {
  if (state === 'delayed') return planned
  return state === 'waiting' && planned !== null && planned <= nowMs ? planned : null
}
