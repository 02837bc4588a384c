import { useEffect, useId, useRef, type ReactNode } from 'react'
import { Button } from './Button.tsx'

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
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const shown = dialog.current
    const before = document.activeElement
    shown?.showModal()
    return () => {
      shown?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className="border-rule w-[min(30rem,calc(100vw-2rem))] rounded-sm border p-6"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <h2 id={titleId} className="text-title font-semibold">
        {title}
      </h2>
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
    </dialog>
  )
}
