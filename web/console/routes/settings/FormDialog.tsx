import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Button } from '../../components/Button.tsx'
import { ModalDialog } from '../../components/ModalDialog.tsx'

/** A form in a dialog of its own; a refusal is said in it, and what was typed stays. */
export function FormDialog({
  title,
  submitLabel,
  busy,
  problem,
  children,
  onSubmit,
  onClose,
}: {
  readonly title: string
  readonly submitLabel: string
  readonly busy: boolean
  /** Of the server, or of what was filled in. */
  readonly problem: string | null
  readonly children: ReactNode
  onSubmit(): void
  onClose(): void
}) {
  const [asked, setAsked] = useState(false)
  const told = useRef<HTMLParagraphElement>(null)
  // It may stand below what a small window shows.
  useEffect(() => {
    if (asked && problem !== null && !busy) told.current?.scrollIntoView({ block: 'nearest' })
  }, [asked, problem, busy])
  return (
    <ModalDialog title={title} onClose={onClose}>
      <form
        method="dialog"
        className="mt-4 space-y-5"
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(true)
          if (!busy) onSubmit()
        }}
      >
        {children}
        <p ref={told} role="alert" className="text-lost empty:hidden">
          {asked ? problem : null}
        </p>
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" weight="primary" disabled={busy}>
            {submitLabel}
          </Button>
        </div>
      </form>
    </ModalDialog>
  )
}
