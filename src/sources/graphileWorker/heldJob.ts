import type { JobWord } from '../contract.ts'
import { jobWord } from './jobWord.ts'

/** The word of a job as a task receives it in `helpers.job`; null for anything else. Its named queue is only a number there. */
export function heldJob(job: unknown, queue: string): JobWord | null {
  if (typeof job !== 'object' || job === null) return null
  const { id, task_identifier: name, attempts, max_attempts: maxAttempts, last_error: lastError, payload } = job as Record<string, unknown> // Each is checked below.
  const [createdAt, runAt, lockedAt] = [read(job, 'created_at'), read(job, 'run_at'), read(job, 'locked_at')]
  if ((typeof id !== 'string' && typeof id !== 'number' && typeof id !== 'bigint') || typeof name !== 'string') return null
  if (typeof attempts !== 'number' || typeof maxAttempts !== 'number' || createdAt === null || runAt === null || lockedAt === null)
    return null
  return jobWord(
    {
      id: String(id),
      name,
      payload,
      state: 'active',
      createdAt,
      runAt,
      lockedAt,
      endedAt: null,
      attempts,
      maxAttempts,
      lastError: typeof lastError === 'string' ? lastError : null,
      heldByQueue: false,
    },
    queue,
    new Map(),
  )
}

/** Hosts may have told their driver to leave instants as text. */
function read(job: object, column: string): Date | null {
  const value: unknown = Reflect.get(job, column)
  const at = value instanceof Date ? value : typeof value === 'string' ? new Date(value.replace(/([+-]\d\d)$/, '$1:00')) : null
  return at === null || Number.isNaN(at.getTime()) ? null : at
}
