import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'

/**
 * What has the focus may go with the state it belonged to: a button whose deed is no longer offered, a row that left. The focus
 * then goes on nearby, never to nowhere. A question asked in between changes nothing: where it was asked from is remembered.
 */
export function useKeptFocus(root: RefObject<HTMLElement | null>, goOn: (lost: HTMLElement) => HTMLElement | null | undefined): void {
  const last = useRef<HTMLElement | null>(null)
  useEffect(() => {
    const entered = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement) || target.closest('dialog') !== null) return
      last.current = root.current?.contains(target) === true ? target : null
    }
    // Whoever clicks elsewhere lets go, even where nothing takes the focus.
    const left = ({ target }: PointerEvent) => {
      if (target instanceof Node && root.current?.contains(target) !== true) last.current = null
    }
    document.addEventListener('focusin', entered)
    document.addEventListener('pointerdown', left)
    return () => {
      document.removeEventListener('focusin', entered)
      document.removeEventListener('pointerdown', left)
    }
  }, [root])
  useLayoutEffect(() => {
    const lost = last.current
    if (lost === null || lost.isConnected || document.activeElement !== document.body) return
    last.current = null
    goOn(lost)?.focus({ preventScroll: true })
  })
}
