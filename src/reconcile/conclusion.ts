import type { JudgedRun } from '../ledger/judgedRun.ts'
import type { Conclusion } from '../ledger/closeRun.ts'
import { RECONCILIATION_REASON_LABELS } from '../truth/copy/labels.ts'
import type { ReconciliationReason, RunOutcome } from '../truth/facts.ts'
import type { ReconciliationPlan } from '../truth/reconciliationPlan.ts'
import type { AdapterAnswer } from './adapterDesk.ts'

export const RECONCILE_ACTIONS = ['closed', 'settled', 'requeued'] as const
/** Closed as failed · settled as succeeded with proof · the attempt is lost and the next one is queued. */
export type ReconcileAction = (typeof RECONCILE_ACTIONS)[number]

/** What was concluded about one run; in a dry run, what would be. */
export interface Concluded {
  /** Slug. */
  readonly workspace: string
  readonly runId: string
  readonly type: string
  readonly attempt: number
  readonly action: ReconcileAction
  readonly outcome: RunOutcome
  readonly reason: ReconciliationReason
  readonly rule: string
  readonly because: string
  readonly asOf: string
}

/** What follows from plan and proof, if anything. Pure: nothing is written here. */
export function conclude(
  judged: JudgedRun,
  plan: ReconciliationPlan,
  answer: AdapterAnswer,
): (Conclusion & { readonly action: ReconcileAction }) | null {
  const { freshness } = judged.verdict
  if (answer.kind === 'proof' && (freshness === 'orphaned' || freshness === 'likely_stale')) {
    const { outcome, because, counts } = answer.settlement
    const reason = 'adapter_out_of_sync'
    return { action: 'settled', reason, outcome, rule: plan.rule, because, failureMessage: null, ...(counts ? { counts } : {}) }
  }
  if (plan.action !== 'close') return null
  const because =
    answer.kind === 'no_answer' ? `${plan.because} The records of this type could not be asked for proof of success.` : plan.because
  const action = hasAttemptsLeft(judged, plan.reason) ? 'requeued' : 'closed'
  return {
    action,
    reason: plan.reason,
    outcome: 'failed',
    rule: plan.rule,
    because,
    failureMessage: `${RECONCILIATION_REASON_LABELS[plan.reason]}. ${because}`,
  }
}

/** Declared automatic attempts also cover a lost worker; every other reason says that a further attempt would fare no better. */
function hasAttemptsLeft({ run }: JudgedRun, reason: ReconciliationReason): boolean {
  return (
    reason === 'worker_lost' &&
    run.status === 'running' &&
    run.source === 'pg-boss' &&
    run.queueName !== null &&
    run.attempt < run.maxAttempts &&
    run.cancelRequestedAt === null
  )
}
