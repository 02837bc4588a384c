import { useCallback, useLayoutEffect, useRef } from 'react'

interface Left {
  readonly y: number
  /** Empty: no row was opened. */
  readonly row: string
}

/**
 * Coming back to a page of the list finds it where it was left, with the row that was opened in focus. What was left is kept
 * in the entry of the history itself, so that it belongs to this visit and to no other. A page never seen begins at its top.
 */
export function useReturn(page: string, ready: boolean): (row: string) => void {
  const seen = useRef<string | null>(null)
  useLayoutEffect(() => {
    if (!ready || seen.current === page) return
    seen.current = page
    const left = read(window.history.state)
    if (left === null) {
      window.scrollTo(0, 0)
      return
    }
    if (left.row !== '') document.querySelector<HTMLElement>(`[data-row="${CSS.escape(left.row)}"]`)?.focus({ preventScroll: true })
    window.scrollTo(0, left.y)
  }, [page, ready])
  return useCallback((row: string) => {
    const state: unknown = window.history.state
    window.history.replaceState({ ...(typeof state === 'object' ? state : {}), hub: { y: window.scrollY, row } satisfies Left }, '')
  }, [])
}

/** Whether this entry of the history is one that was left before; on the server nobody returns. */
export function isReturning(): boolean {
  return typeof history !== 'undefined' && read(history.state) !== null
}

function read(state: unknown): Left | null {
  if (typeof state !== 'object' || state === null || !('hub' in state)) return null
  const { hub } = state
  if (typeof hub !== 'object' || hub === null || !('y' in hub) || !('row' in hub)) return null
  return typeof hub.y === 'number' && typeof hub.row === 'string' ? { y: hub.y, row: hub.row } : null
}
