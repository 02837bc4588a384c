/**
 * What a type declares about its queued and running time, and every threshold the rules compare with.
 * Each threshold errs in two directions; both are named, because moving one moves the other.
 */

import type { LifecyclePolicyFacts } from './facts.ts'
import type { Lifecycle } from './verdict.ts'

/**
 * An instant this far ahead still counts as now. Smaller: ordinary clock disagreement makes healthy operations unverifiable.
 * Larger: a clock that is really wrong is believed.
 */
export const FUTURE_TOLERANCE_MS = 5_000

/** Beats a worker may miss before silence is suspicious. Smaller: a slow write is suspected. Larger: a frozen machine looks healthy for longer. */
export const SILENT_AFTER_BEATS = 3

/** Reports a type that declares a rhythm may miss. Smaller: one long step is suspected. Larger: a hung handler looks busy for longer. */
export const SILENT_AFTER_REPORTS = 3

/**
 * Beyond one beat, how old the last beat must be before a missing session is believed. Smaller: a session lost and regained between two
 * beats convicts a living worker. Larger: every real death is shown that much later.
 */
export const SESSION_GRACE_MS = 1_000

/**
 * How long a session that is looked at from outside must have been unseen before its absence is believed. Smaller: a worker that is
 * reconnecting to its queue is convicted. Larger: every real death is shown that much later.
 */
export const SESSION_UNSEEN_MS = 3_000

/**
 * How long this incarnation of the database must have been up before a missing session may convict. Smaller: workers that are still
 * reconnecting after a restart or a promotion are convicted by the database's own absence. Larger: a worker that died with it goes unseen.
 */
export const RECONNECT_GRACE_MS = 15_000

/**
 * How long the queue must have called a job finished, failed or missing before its word is proof. Smaller: a report that is still on its way
 * (or a job not yet visible) convicts. Larger: an operation nobody will report on waits for nothing.
 */
export const QUEUE_WORD_GRACE_MS = 5_000

/** Past the running window, a report within this share of the window still shows life. Smaller: slow reporters are suspected. Larger: hung ones are not. */
export const RECENT_PROGRESS_SHARE = 1 / 4

/**
 * How long the reconciler keeps an orphaned conclusion under observation before it writes. Smaller: a blink of the road to the database
 * becomes permanent. Larger: the initiator learns of it later.
 */
export const SETTLE_AFTER_MS = 5_000

/** History shorter than this makes no claim about duration. Smaller: one odd run speaks for all. Larger: rare types never get an insight. */
export const MIN_HISTORY_SAMPLES = 5

/** The window that applies to this part of an operation's life, in milliseconds; null: uncovered, or nothing left to wait for. */
export function lifecycleWindowMs(policy: LifecyclePolicyFacts | null, lifecycle: Lifecycle): number | null {
  if (policy === null) return null
  switch (lifecycle) {
    case 'queued':
      return policy.queuedWindowMs
    case 'running':
      return policy.runningWindowMs
    case 'completed':
      return null
  }
}

/** How long a likely-stale operation is left alone once its staleness began: what the type declares, else one more window; null: for ever. */
export function effectiveReconcileAfterMs(policy: LifecyclePolicyFacts | null, lifecycle: Lifecycle): number | null {
  const windowMs = lifecycleWindowMs(policy, lifecycle)
  // Without a window there is nothing to be beyond: an uncovered type is never closed on suspicion, whatever else it declares.
  if (policy === null || windowMs === null) return null
  return policy.reconcileAfterMs ?? windowMs
}
