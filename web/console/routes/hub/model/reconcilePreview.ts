import type { WireBulkReconcile } from '../../../../../src/http/contract.ts'
import { RECONCILIATION_REASON_LABELS } from '../../../../../src/truth/copy/labels.ts'
import type { ReconciliationReason } from '../../../../../src/truth/facts.ts'
import { operations } from './strip.ts'

export interface ReconcilePreview {
  /** How many would be concluded, or were. */
  readonly concluded: number
  readonly left: number
  /** One line for each kind of answer, the weightiest first. */
  readonly lines: readonly string[]
  /** When the first of those that were left would be closed if nothing else changes. */
  readonly nextDueAt: string | null
}

type Answer = WireBulkReconcile['answers'][number]

const EFFECTS = ['closed', 'settled', 'requeued'] as const
type Effect = (typeof EFFECTS)[number]

const WOULD: Record<Effect, string> = {
  closed: 'would be closed as failed',
  settled: 'would be settled from proof',
  requeued: 'would be queued for the next attempt',
}

/** What a dry run answered, counted. */
export function reconcilePreview({ answers }: WireBulkReconcile): ReconcilePreview {
  const concluded: Answer[] = []
  const left: Answer[] = []
  for (const answer of answers) (effectOf(answer) === null ? left : concluded).push(answer)
  const lines = [
    ...counted(concluded, (answer) => `${WOULD[effectOf(answer) ?? 'closed']}. ${reasonLabel(answer)}`),
    ...counted(left, ({ because }) => `would be left as they are. ${because}`),
  ]
  const due = left.flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt])).toSorted()
  return { concluded: concluded.length, left: left.length, lines, nextDueAt: due[0] ?? null }
}

/** What came of it, in one sentence. */
export function reconcileResult({ concluded, left }: ReconcilePreview): string {
  const kept = left === 0 ? '' : ` ${operations(left)} left as before.`
  return concluded === 0 ? `Nothing was concluded.${kept}` : `${operations(concluded)} reconciled.${kept}`
}

function effectOf({ action }: Answer): Effect | null {
  return EFFECTS.find((effect) => effect === action) ?? null
}

function reasonLabel({ reason, because }: Answer): string {
  return isReason(reason) ? `${RECONCILIATION_REASON_LABELS[reason]}.` : because
}

function isReason(reason: string | null): reason is ReconciliationReason {
  return reason !== null && Object.hasOwn(RECONCILIATION_REASON_LABELS, reason)
}

/** Sentences about one operation each differ by their ages; more than these are no longer read. */
const MOST_LINES = 4

function counted(answers: readonly Answer[], say: (answer: Answer) => string): string[] {
  const found = new Map<string, number>()
  for (const answer of answers) found.set(say(answer), (found.get(say(answer)) ?? 0) + 1)
  const lines = [...found].toSorted(([, a], [, b]) => b - a)
  const rest = lines.slice(MOST_LINES).reduce((sum, [, count]) => sum + count, 0)
  const told = lines.slice(0, MOST_LINES).map(([text, count]) => `${operations(count)} ${text}`)
  return rest === 0 ? told : [...told, `${operations(rest)} for other reasons; the page of each says which.`]
}
