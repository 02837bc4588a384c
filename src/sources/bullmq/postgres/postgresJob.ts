import type { JobRecord } from '../jobWord.ts'
import type { JobRow } from './sql/jobColumns.ts'

export function recordOf(row: JobRow): JobRecord {
  const waitsForJobs = row.state === 'waiting-children'
  return {
    queue: row.queue,
    id: row.id,
    name: row.name,
    payload: row.data,
    state: row.state === 'waiting-children' ? 'waiting' : row.state,
    createdMs: row.addedMs,
    delayMs: row.delayMs,
    // It is kept from when it was delayed, for as long as it has not been tried since.
    dueMs: row.state === 'delayed' || row.state === 'waiting' ? row.dueMs : null,
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
