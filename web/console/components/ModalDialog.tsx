import { use, useEffect, useId, useRef, type ReactNode } from 'react'
import { LiveContext } from '../live/useOperation.ts'

/** Modal while it is mounted. Escape leaves everything as it is; focus returns to what had it. */
export function ModalDialog({ title, children, onClose }: { readonly title: string; readonly children: ReactNode; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const live = use(LiveContext)
  // Nothing is fetched behind it.
  useEffect(() => live?.connection.hold(), [live])
  useEffect(() => {
    const shown = dialog.current
    const before = document.activeElement
    shown?.showModal()
    return () => {
      shown?.close()
      if (before instanceof HTMLElement) before.focus()
      // What it was asked from may be gone, and nobody may have taken its place.
      if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true })
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
      onKeyDown={(event) => {
        // A browser heeds the refusal above once only; the second Escape would close it over the head of its owner.
        if (event.key !== 'Escape') return
        event.preventDefault()
        onClose()
      }}
      onClose={() => {
        if (dialog.current?.open !== false) return
        dialog.current.showModal()
        onClose()
      }}
    >
      <h2 id={titleId} className="text-title font-semibold">
        {title}
      </h2>
      {children}
    </dialog>
  )
}
