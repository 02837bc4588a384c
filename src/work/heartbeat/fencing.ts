/**
 * When a worker that hears nothing must believe that its leases may have been taken. Pure: the thread measures, this
 * decides, on a clock that never runs backwards.
 */

/**
 * A reader convicts 3 s after a beat without a session, the reconciler writes 5 s later: before that no lease can have
 * been taken. Smaller: a short break of the road aborts work that nobody else would have touched. Larger: two attempts
 * may work at once for that much longer.
 */
export const FENCE_AFTER_MS = 3_000 + 5_000

/** Beyond its limit, how late an attempt may end before the whole process must have been standing still. */
const OVERSLEPT_MS = 1_000

/** `away`: the database said, or the machine it runs on said for it, that it serves nobody now. `silent`: anything else. */
export type BeatResult = 'heard' | 'away' | 'silent'

export interface BeatAttempt {
  readonly result: BeatResult
  readonly startedAtMs: number
  readonly endedAtMs: number
  /** By when the attempt would have been given up at the latest, counted from its start. */
  readonly limitMs: number
}

/**
 * `safeSinceMs`: the last instant at which no lease can have been in danger: the start of the last beat that was heard
 * (the database wrote it no earlier), or a moment at which the database served nobody. The worker fences itself when its
 * next attempt might end after the leases stopped being safe. A process that stood still tries once before it gives up,
 * and an attempt that ended long after it was to be given up was itself interrupted and proves nothing.
 */
export function afterAttempt(safeSinceMs: number, attempt: BeatAttempt): { readonly safeSinceMs: number; readonly fence: boolean } {
  switch (attempt.result) {
    case 'heard':
      return { safeSinceMs: attempt.startedAtMs, fence: false }
    case 'away':
      return { safeSinceMs: attempt.endedAtMs, fence: false }
    case 'silent': {
      const overslept = attempt.endedAtMs - attempt.startedAtMs > attempt.limitMs + OVERSLEPT_MS
      if (overslept) return { safeSinceMs: attempt.endedAtMs, fence: false }
      return { safeSinceMs, fence: attempt.endedAtMs + attempt.limitMs > safeSinceMs + FENCE_AFTER_MS }
    }
  }
}

/** 25006: a standby that is not promoted yet, where nobody can write, no lease be taken either. */
const SERVES_NOBODY = new Set(['57P01', '57P02', '57P03', '25006', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

/**
 * An end that somebody announces is not silence: the server says it shuts down, the machine refuses the port, or a proxy
 * in front closes at once because nothing stands behind it. Called too readily: a road that is closed to this worker
 * alone is taken for an absent database, and the worker goes on until the road is open and its leases are checked. Too
 * reluctantly: a restart of the database aborts every handler.
 */
export function classifyFailure(error: unknown): Exclude<BeatResult, 'heard'> {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.every((one) => classifyFailure(one) === 'away') ? 'away' : 'silent'
  }
  if (!(error instanceof Error)) return 'silent'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (SERVES_NOBODY.has(code)) return 'away'
  // What pg says of a connection whose end it was told between two beats.
  return /connection terminated unexpectedly|connection error and is not queryable/i.test(error.message) ? 'away' : 'silent'
}
