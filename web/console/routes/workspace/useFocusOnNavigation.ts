import { useEffect, useRef, type RefObject } from 'react'

/**
 * A page that came in place of another is read from its beginning, by eyes and by screen readers. Going back leaves the
 * place to the browser, and a page that put the focus somewhere itself keeps it there.
 */
export function useFocusOnNavigation(main: RefObject<HTMLElement | null>, location: string): void {
  const shown = useRef(location)
  const wentBack = useRef(false)
  useEffect(() => {
    const note = () => {
      wentBack.current = true
    }
    addEventListener('popstate', note)
    return () => removeEventListener('popstate', note)
  }, [])
  useEffect(() => {
    if (shown.current === location) return
    shown.current = location
    if (!wentBack.current) scrollTo(0, 0)
    wentBack.current = false
    const focused = document.activeElement
    const within = main.current?.contains(focused) === true && focused !== main.current
    if (!within) main.current?.focus({ preventScroll: true })
  }, [main, location])
}
