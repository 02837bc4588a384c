import type { JobWord } from '../contract.ts'
import { jobWord } from './jobWord.ts'
import type { BullmqSettings } from './options.ts'

/** What a `Job` in a processor's hands shows of itself; every part is checked, since any value may be handed in. */
interface ShownJob {
  readonly id?: unknown
  readonly name?: unknown
  readonly queueName?: unknown
  readonly data?: unknown
  readonly timestamp?: unknown
  readonly processedOn?: unknown
  readonly attemptsMade?: unknown
  readonly attemptsStarted?: unknown
  readonly delay?: unknown
  readonly progress?: unknown
  readonly opts?: { readonly attempts?: unknown } | null
}

/** The word of a job as BullMQ's processor receives it; null: not one of these queues. */
export function wordOfBullmqJob(job: unknown, { queues }: Pick<BullmqSettings, 'queues'>): JobWord | null {
  if (typeof job !== 'object' || job === null) return null
  // Any value may be handed in, and each part that is used is checked below.
  const { id, name, queueName, data, timestamp, processedOn, attemptsMade, attemptsStarted, delay, progress, opts } = job as ShownJob
  if (typeof id !== 'string' || typeof name !== 'string' || typeof queueName !== 'string' || typeof timestamp !== 'number') return null
  if (queues !== 'all' && !queues.includes(queueName)) return null
  return jobWord(
    {
      queue: queueName,
      id,
      name,
      payload: data,
      state: 'active',
      createdMs: timestamp,
      delayMs: number(delay) ?? 0,
      dueMs: null,
      startedMs: number(processedOn),
      endedMs: null,
      attemptsMade: number(attemptsMade) ?? 0,
      attemptsStarted: number(attemptsStarted),
      maxAttempts: Math.max(number(opts?.attempts) ?? 1, 1),
      progress,
      failedReason: null,
      stacktrace: [],
      dependencies: null,
      concurrencyLimit: null,
    },
    [],
    null,
  )
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
