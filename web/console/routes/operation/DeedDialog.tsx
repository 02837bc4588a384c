import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import type { ActDialogProps } from './ActDialog.tsx'
import { DEEDS, type Deed } from './model/deeds.ts'
import { useAct } from './useAct.ts'

/** Which operation, what will happen to it, and that it is recorded: the same shape for every deed that needs no look first. */
export function DeedDialog({ deed, operation, workspace, onClose }: ActDialogProps & { readonly deed: Deed }) {
  const { title, confirmLabel, consequence, note, act } = DEEDS[deed]
  const { busy, problem, confirm } = useAct({ workspace, act: async () => await act(workspace, operation), say: (told) => told, onClose })
  return (
    <ConfirmDialog title={title} confirmLabel={confirmLabel} busy={busy} problem={problem} onConfirm={confirm} onClose={onClose}>
      <p>
        <bdi>{operation.label}</bdi> #{operation.id}
      </p>
      <p>{consequence(operation)}</p>
      <p className="text-quiet text-small">{note}</p>
    </ConfirmDialog>
  )
}
