import { ChevronDown } from 'lucide-react'
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'

/**
 * A button that shows what stands below it: links and controls in reading order, not a menu of its own making. Escape, a
 * click elsewhere and focus that leaves close it; so does following one of its links.
 */
export function Disclosure({
  label,
  name,
  align = 'start',
  children,
}: {
  readonly label: ReactNode
  /** For a label that does not say what opens. */
  readonly name?: string
  readonly align?: 'start' | 'end'
  readonly children: ReactNode
}) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const panelId = useId()
  useEffect(() => {
    if (!open) return undefined
    const outside = (event: Event) => {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('focusin', outside)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('focusin', outside)
    }
  }, [open])
  return (
    <div
      ref={root}
      className="md:relative"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return
        event.stopPropagation()
        setOpen(false)
        button.current?.focus()
      }}
    >
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        aria-controls={open ? panelId : undefined}
        {...(name === undefined ? {} : { 'aria-label': name })}
        className="inline-flex min-h-11 items-center gap-1 text-start hover:underline"
        onClick={() => setOpen(!open)}
      >
        {label}
        <ChevronDown size={16} aria-hidden="true" className="shrink-0" />
      </button>
      {open ? (
        <div
          id={panelId}
          className={`border-edge bg-paper absolute inset-x-4 top-full z-20 max-h-[70vh] overflow-y-auto rounded-sm border py-2 md:inset-x-auto md:w-72 ${
            align === 'end' ? 'md:end-0' : 'md:start-0'
          }`}
          onClick={(event) => {
            if (event.target instanceof Element && event.target.closest('a') !== null) setOpen(false)
          }}
        >
          {children}
        </div>
      ) : null}
    </div>
  )
}
