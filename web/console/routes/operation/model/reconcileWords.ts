import type { WireReconciled } from '../../../../../src/http/contract.ts'
import { RECONCILIATION_REASON_LABELS } from '../../../../../src/truth/index.ts'

type Action = WireReconciled['action']

/** What a reconciliation would do, before anybody says yes. */
const WOULD: Record<Action, string> = {
  closed: 'It would be closed as failed. That is final; the evidence is kept with it.',
  settled: 'Its own records prove that it succeeded: it would be closed with that outcome.',
  requeued: 'The current attempt would be given up and the next one queued.',
  left: 'It would be left as it is; nothing would be concluded now.',
}

const DID: Record<Action, string> = {
  closed: 'Closed as failed.',
  settled: 'Closed as its own records prove.',
  requeued: 'The attempt was given up and the next one is queued.',
  left: 'Left as it is; nothing was concluded.',
}

export interface ReconcileWords {
  readonly sentences: readonly string[]
  /** Something would happen. */
  readonly acts: boolean
}

export function wouldReconcile({ action, reason, because }: WireReconciled): ReconcileWords {
  const label = reason === null || action === 'left' ? [] : [`${RECONCILIATION_REASON_LABELS[reason]}.`]
  return { sentences: [WOULD[action], ...label, because], acts: action !== 'left' }
}

export function didReconcile({ action, because }: WireReconciled): string {
  return `${DID[action]} ${because}`
}
