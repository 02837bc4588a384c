import type { Queue } from 'pg-boss'

const HOUR_S = 3_600
const DAY_S = 24 * HOUR_S

/**
 * Queues of operation types. An attempt of ours is one job, so the queue never tries again by itself, and there is no
 * dead letter: what becomes of a failed attempt is the ledger's to say.
 */
export const OPERATION_QUEUE = {
  policy: 'standard',
  retryLimit: 0,
  // The longest pg-boss allows; workers renew it for operations that take longer.
  expireInSeconds: 24 * HOUR_S,
  // A job that nobody fetches is judged by its run's lifecycle window; the queue dropping it first would take that judgement away.
  retentionSeconds: 365 * DAY_S,
  // An ended job is kept only as long as somebody may still ask the queue for its word.
  deleteAfterSeconds: 2 * DAY_S,
} as const satisfies Omit<Queue, 'name'>

/** Ticks are delivered again until somebody acted on them; acting twice on one is harmless. */
export const TICK_QUEUE = {
  policy: 'standard',
  retryLimit: 60,
  retryDelay: 2,
  expireInSeconds: 60,
  retentionSeconds: DAY_S,
  deleteAfterSeconds: HOUR_S,
} as const satisfies Omit<Queue, 'name'>
