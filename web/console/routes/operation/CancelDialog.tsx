import { cancelOperation } from '../../api/acts.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import type { ActDialogProps } from './ActDialog.tsx'
import { saidOfCancel } from './model/actWords.ts'
import { useAct } from './useAct.ts'

export function CancelDialog({ operation, workspace, onClose }: ActDialogProps) {
  const { busy, problem, confirm } = useAct({
    workspace,
    act: async () => await cancelOperation(workspace, operation.id),
    say: (answer) => ({ text: `${operation.label}: ${saidOfCancel(answer)}` }),
    onClose,
  })
  return (
    <ConfirmDialog
      title="Cancel this operation?"
      confirmLabel="Cancel operation"
      busy={busy}
      problem={problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>
        <bdi>{operation.label}</bdi> #{operation.id}
      </p>
      <p>
        {operation.status === 'queued'
          ? 'It ends at once and will not start. Its open parts are cancelled with it.'
          : 'Its handler is asked to stop, and the operation ends when it does. What it has already done stays done. Its open parts are cancelled with it.'}
      </p>
      <p className="text-quiet text-small">Recorded in its history with your name.</p>
    </ConfirmDialog>
  )
}
