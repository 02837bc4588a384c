import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { ModalDialog } from './ModalDialog.tsx'

interface ConfirmDialogProps {
  readonly title: string
  /** Names the consequence. */
  readonly children: ReactNode
  /** A verb. */
  readonly confirmLabel: string
  readonly busy?: boolean
  readonly problem?: string | null
  onConfirm(): void
  onClose(): void
}

/** Modal while it is mounted. Escape and Cancel leave everything as it is; focus returns to what had it. */
export function ConfirmDialog({ title, children, confirmLabel, busy = false, problem = null, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <ModalDialog title={title} onClose={onClose}>
      <div className="text-body mt-3 space-y-2">{children}</div>
      {problem === null ? null : (
        <p role="alert" className="text-lost mt-3">
          {problem}
        </p>
      )}
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>Keep as it is</Button>
        <Button weight="primary" disabled={busy} onClick={onConfirm}>
          {confirmLabel}
        </Button>
      </div>
    </ModalDialog>
  )
}
