import { useCallback, useEffect, useMemo, useState, type RefObject } from 'react'
import type { WireOperation } from '../../../../src/http/contract.ts'
import { holdPlaces, type Held } from './model/heldRows.ts'

/** Further down than this the reader is in the list, not at its beginning. */
const SCROLLED_PX = 120
/** A page that nobody has touched for so long hangs on a wall, or its reader has gone. */
const AWAY_AFTER_MS = 60_000

export interface HeldPlaces extends Held {
  letIn(): void
}

/**
 * Rows stay where they are while somebody is at the page. `page` names the list they belong to; null until it has been read
 * since it was opened, because what was known before is not what one came for.
 */
export function useHeldPlaces(now: readonly WireOperation[], page: string | null, list: RefObject<HTMLElement | null>): HeldPlaces {
  const [kept, setKept] = useState({ page, operations: now })
  const reading = useReading(list)
  // In an empty list nothing can move.
  const holds = reading && page !== null && kept.page === page && kept.operations.length > 0
  if (!holds && (kept.page !== page || kept.operations !== now)) setKept({ page, operations: now })
  const before = holds ? kept.operations : now
  const held = useMemo(() => holdPlaces(before, now), [before, now])
  const letIn = useCallback(() => setKept({ page, operations: now }), [page, now])
  return { ...held, letIn }
}

function useReading(list: RefObject<HTMLElement | null>): boolean {
  const [there, setThere] = useState(true)
  const [within, setWithin] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const touched = () => {
      clearTimeout(timer)
      timer = setTimeout(() => setThere(false), AWAY_AFTER_MS)
      setThere(true)
    }
    const look = () => {
      setWithin(window.scrollY > SCROLLED_PX || (list.current?.contains(document.activeElement) ?? false))
      touched()
    }
    const turned = () => (document.hidden ? setThere(false) : touched())
    look()
    const events = ['scroll', 'focusin', 'focusout', 'pointermove', 'pointerdown', 'keydown'] as const
    for (const event of events)
      document.addEventListener(event, event.startsWith('pointer') || event === 'keydown' ? touched : look, { passive: true })
    document.addEventListener('visibilitychange', turned)
    return () => {
      clearTimeout(timer)
      for (const event of events) {
        document.removeEventListener(event, touched)
        document.removeEventListener(event, look)
      }
      document.removeEventListener('visibilitychange', turned)
    }
  }, [list])
  return there || within
}
