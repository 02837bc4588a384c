import type { WireOperation } from '../../../../../src/http/contract.ts'
import { cancelOperation, retryOperation } from '../../../api/acts.ts'
import type { ToastMessage } from '../../../components/toasts.tsx'
import type { Action } from '../../../model/verdictLook.ts'
import { pages } from '../../../model/pages.ts'
import { ACT_LABELS, saidOfCancel, saidOfRetry } from './actWords.ts'

/** What follows from a yes alone; reconciling shows first what it would conclude. */
export type Deed = Exclude<Action, 'reconcile'>

interface DeedWords {
  readonly title: string
  readonly confirmLabel: string
  /** What will happen, to this operation as it stands. */
  consequence(operation: WireOperation): string
  readonly note: string
  /** Does it, and says in one sentence what came of it. */
  act(workspace: string, operation: WireOperation): Promise<ToastMessage>
}

const RECORDED = 'Recorded in its history with your name.'

export const DEEDS: Readonly<Record<Deed, DeedWords>> = {
  cancel: {
    title: 'Cancel this operation?',
    confirmLabel: ACT_LABELS.cancel,
    consequence: ({ status }) =>
      status === 'queued'
        ? 'It ends at once and will not start. Its open parts are cancelled with it.'
        : 'Its handler is asked to stop, and the operation ends when it does. What it has already done stays done. Its open parts are cancelled with it.',
    note: RECORDED,
    act: async (workspace, { id, label }) => ({ text: `${label}: ${saidOfCancel(await cancelOperation(workspace, id))}` }),
  },
  retry: {
    title: 'Retry this operation?',
    confirmLabel: ACT_LABELS.retry,
    consequence: () =>
      'A new operation is queued with the same input, in your name and linked to this one. This one stays in the history as it is.',
    note: `Its type declares that repeating it is safe. ${RECORDED}`,
    act: async (workspace, { id }) => {
      const answer = await retryOperation(workspace, id)
      return { text: saidOfRetry(answer), href: pages.operation(workspace, answer.id) }
    },
  },
}
