import { readDurationMs, type DurationInput } from '../duration.ts'
import type { LifecyclePolicyFacts, RetryPolicy } from '../truth/facts.ts'

/** What a type declares about its time. */
export interface Lifecycle {
  /** How long the operation may wait before its silence is suspicious. */
  readonly queuedWindow?: DurationInput
  /** How long an attempt may take before its age is suspicious. */
  readonly runningWindow?: DurationInput
  /** Declares that the handler reports progress at least this often. */
  readonly reportsEvery?: DurationInput
  /** How long past its window a likely stale run waits before it is closed; default: one more window. */
  readonly reconcileAfter?: DurationInput
}

/** No lifecycle at all: an uncovered type, whose age says nothing about its health. Throws `invalid_config`, beginning with `of`. */
export function readLifecycle(of: string, lifecycle: Lifecycle | undefined, retry: RetryPolicy): LifecyclePolicyFacts | null {
  if (!lifecycle)
    return retry === 'manual' ? null : { queuedWindowMs: null, runningWindowMs: null, reportsEveryMs: null, reconcileAfterMs: null, retry }
  const read = (key: keyof Lifecycle): number | null => {
    const value = lifecycle[key]
    return value === undefined ? null : readDurationMs(`${of}: lifecycle.${key}`, value)
  }
  return {
    queuedWindowMs: read('queuedWindow'),
    runningWindowMs: read('runningWindow'),
    reportsEveryMs: read('reportsEvery'),
    reconcileAfterMs: read('reconcileAfter'),
    retry,
  }
}
