import type { WireCancelled, WireStarted } from '../../../../../src/http/contract.ts'
import { alreadyQueuedToast, queuedToast } from '../../../../../src/truth/index.ts'
import type { Action } from '../../../model/verdictLook.ts'

/** On the button that asks. */
export const ACT_LABELS: Record<Action, string> = {
  cancel: 'Cancel operation',
  reconcile: 'Reconcile now',
  retry: 'Retry operation',
}

const CANCELLED: Record<WireCancelled['effect'], string> = {
  cancelled: 'Cancelled. It never started.',
  requested: 'Cancellation was asked for. It ends when its handler lets go.',
  already_requested: 'Cancellation had been asked for before. It ends when its handler lets go.',
}

export function saidOfCancel({ effect }: Pick<WireCancelled, 'effect'>): string {
  return CANCELLED[effect]
}

export function saidOfRetry({ label, created }: Pick<WireStarted, 'label' | 'created'>): string {
  const { headline, guidance } = created ? queuedToast(label) : alreadyQueuedToast(label)
  return `${headline}. ${guidance}`
}
