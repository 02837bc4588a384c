import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { holdPlaces, type Place } from './model/heldRows.ts'
import type { Shown } from './model/shown.ts'

/** Further down than this the reader is in the list, not at its beginning. */
const SCROLLED_PX = 120

export interface HeldPlaces {
  readonly places: readonly Place[]
  /** New rows that wait for the reader to let them in. */
  readonly waiting: number
  letIn(): void
}

/** Rows stay where they are while somebody reads down the page or has a row in focus; `page` names the list they belong to. */
export function useHeldPlaces(rows: readonly Shown[], page: string, list: RefObject<HTMLElement | null>): HeldPlaces {
  const held = useRef<{ readonly page: string; readonly rows: readonly Shown[] } | null>(null)
  const [, redraw] = useState(0)
  const busy = useReading(list)
  const before = busy && held.current?.page === page ? held.current.rows : null
  const { places, waiting } = holdPlaces(before ?? rows, rows)
  const kept = places.map(({ row }) => row)
  useLayoutEffect(() => {
    held.current = { page, rows: kept }
  })
  const letIn = useCallback(() => {
    held.current = null
    redraw((turn) => turn + 1)
  }, [])
  return { places, waiting, letIn }
}

function useReading(list: RefObject<HTMLElement | null>): boolean {
  const [scrolled, setScrolled] = useState(() => window.scrollY > SCROLLED_PX)
  const [focused, setFocused] = useState(false)
  useEffect(() => {
    const look = () => {
      setScrolled(window.scrollY > SCROLLED_PX)
      setFocused(list.current?.contains(document.activeElement) ?? false)
    }
    look()
    window.addEventListener('scroll', look, { passive: true })
    document.addEventListener('focusin', look)
    document.addEventListener('focusout', look)
    return () => {
      window.removeEventListener('scroll', look)
      document.removeEventListener('focusin', look)
      document.removeEventListener('focusout', look)
    }
  }, [list])
  return scrolled || focused
}
