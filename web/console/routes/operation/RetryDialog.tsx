import { retryOperation } from '../../api/acts.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { pages } from '../../model/pages.ts'
import type { ActDialogProps } from './ActDialog.tsx'
import { saidOfRetry } from './model/actWords.ts'
import { useAct } from './useAct.ts'

export function RetryDialog({ operation, workspace, onClose }: ActDialogProps) {
  const { busy, problem, confirm } = useAct({
    workspace,
    act: async () => await retryOperation(workspace, operation.id),
    say: (answer) => ({ text: saidOfRetry(answer), href: pages.operation(workspace, answer.id) }),
    onClose,
  })
  return (
    <ConfirmDialog
      title="Retry this operation?"
      confirmLabel="Retry operation"
      busy={busy}
      problem={problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>
        <bdi>{operation.label}</bdi> #{operation.id}
      </p>
      <p>A new operation is queued with the same input, in your name and linked to this one. This one stays in the history as it is.</p>
      <p className="text-quiet text-small">Its type declares that repeating it is safe. Recorded in its history with your name.</p>
    </ConfirmDialog>
  )
}
