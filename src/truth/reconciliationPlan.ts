/** What the reconciler may do about one verdict. Pure: it decides, somebody else writes, and only if what was seen still holds. */

import type { Facts, ReconciliationReason } from './facts.ts'
import type { Rule } from './freshness.ts'
import { judge, ruleOf } from './freshness.ts'
import { formatInstant, LAST_INSTANT_MS } from './instants.ts'
import type { Judgement } from './judgement.ts'
import { SIGNAL_LABELS } from './copy/labels.ts'
import { effectiveReconcileAfterMs, SETTLE_AFTER_MS } from './lifecyclePolicy.ts'
import { momentAt } from './moment.ts'
import { isRecoverable, reasonSentence } from './operationPresenter.ts'
import { isSound, readFacts, stamp } from './readFacts.ts'
import type { EvidenceSignal, Verdict } from './verdict.ts'

export interface ReconciliationInput {
  readonly verdict: Verdict
  /** The facts the verdict was derived from. */
  readonly facts: Facts
  /** When this reconciler first saw the run orphaned, on a connection unbroken since; null: it sees it for the first time. */
  readonly orphanedSince: string | null
  /** The signals that could have been read for this run; one that does not apply to it (no queue, no session) is not among them. */
  readonly checkable: readonly EvidenceSignal[]
  /** How long an orphaned conclusion must have stood; default 5 s. */
  readonly settleAfterMs?: number
}

/** `close` is always as failed. `dueAt`: when waiting would turn into closing if nothing else changes; null when time alone will not. */
export type ReconciliationPlan =
  | { readonly action: 'leave'; readonly reason: null; readonly rule: Rule; readonly because: string; readonly dueAt: null }
  | {
      readonly action: 'wait'
      readonly reason: ReconciliationReason
      readonly rule: Rule
      readonly because: string
      readonly dueAt: string | null
    }
  | {
      readonly action: 'close'
      readonly reason: ReconciliationReason
      readonly rule: Rule
      readonly because: string
      readonly dueAt: string
    }

export function reconciliationPlan(input: ReconciliationInput): ReconciliationPlan {
  const { verdict } = input
  const rule = ruleOf(verdict.lifecycle, verdict.reason)
  const asOf = stamp(verdict.asOf)
  const read = readFacts(input.facts)
  const judgement = judge(read, momentAt(asOf?.ms ?? Number.NaN))
  // A verdict that these facts do not give is somebody else's verdict: acting on it could close a living run.
  if (judgement.lifecycle !== verdict.lifecycle || judgement.freshness !== verdict.freshness || judgement.reason !== verdict.reason) {
    return leave(rule, 'The verdict does not follow from these facts.')
  }
  if (!isSound(asOf)) return leave(rule, 'There is no evaluation time.')
  const because = reasonSentence(judgement, asOf.ms)
  switch (verdict.freshness) {
    case 'fresh':
    case 'unknown':
    case 'settled':
    case 'reconciled':
      return leave(rule, because)
    case 'orphaned':
      return planOrphaned(input, judgement, rule, because, asOf.ms)
    case 'likely_stale':
      return planStale(input, judgement, rule, because, asOf.ms)
  }
}

/** Reading may convict at once; writing waits for a second look, however short the wait. */
function planOrphaned(input: ReconciliationInput, judgement: Judgement, rule: Rule, because: string, asOfMs: number): ReconciliationPlan {
  // A queue that gives the job out anew is given the time it takes for that: who closes before it does would be contradicted by it.
  const recoversAfterMs = isRecoverable(judgement) ? (judgement.read.queue?.recoversAfterMs ?? 0) : 0
  const settleAfterMs = Math.max(input.settleAfterMs ?? SETTLE_AFTER_MS, recoversAfterMs)
  const reason = reasonFor(judgement)
  const since = stamp(input.orphanedSince)
  const dueMs = (isSound(since) ? since.ms : asOfMs) + settleAfterMs
  const seenBefore = isSound(since) && since.ms < asOfMs
  return seenBefore && asOfMs >= dueMs
    ? { action: 'close', reason, rule, because, dueAt: formatInstant(dueMs) }
    : { action: 'wait', reason, rule, because, dueAt: formatInstant(dueMs) }
}

/**
 * Suspicion closes only `reconcileAfter` beyond the instant at which it began: for a silent worker or silent progress that is the missed
 * beat or report, so it stays open until it has been silent for longer than `reconcileAfter`, inside its window or not.
 */
function planStale(input: ReconciliationInput, judgement: Judgement, rule: Rule, because: string, asOfMs: number): ReconciliationPlan {
  const reason = reasonFor(judgement)
  const reconcileAfterMs = effectiveReconcileAfterMs(judgement.read.policy, judgement.lifecycle)
  if (reconcileAfterMs === null) return leave(rule, `${because} Its type defines no lifecycle window, so suspicion alone never closes it.`)
  const dueMs = Math.floor(judgement.staleAfterMs + reconcileAfterMs) + 1
  const dueAt = Number.isFinite(dueMs) && dueMs <= LAST_INSTANT_MS ? formatInstant(dueMs) : null
  if (dueAt === null || asOfMs < dueMs) return { action: 'wait', reason, rule, because, dueAt }
  const unread = input.verdict.evidence.filter(({ signal, checked }) => !checked && input.checkable.includes(signal))
  if (unread.length > 0) {
    const names = unread.map(({ signal }) => SIGNAL_LABELS[signal].toLowerCase()).join(', ')
    return { action: 'wait', reason, rule, because: `${because} Not closed while unchecked: ${names}.`, dueAt: null }
  }
  return { action: 'close', reason, rule, because, dueAt }
}

function reasonFor({ lifecycle, freshness, reason, run, read }: Judgement): ReconciliationReason {
  const neverConfirmed = lifecycle === 'queued' && run !== null && run.dispatchUnconfirmed
  if (reason === 'queue_job_missing') return neverConfirmed ? 'dispatch_failed' : 'queue_job_missing'
  // A job that ended without a report is the queue's finding too; for the operation it is a failure until the worker says otherwise.
  if (reason === 'queue_job_failed' || reason === 'queue_job_completed') return 'queue_failure_bridge'
  if (reason === 'past_queued_window') return neverConfirmed && read.queueJob === null ? 'dispatch_failed' : 'stale_queued'
  return freshness === 'orphaned' ? 'worker_lost' : 'stale_running'
}

function leave(rule: Rule, because: string): ReconciliationPlan {
  return { action: 'leave', reason: null, rule, because, dueAt: null }
}
