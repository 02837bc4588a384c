import { useEffect, useEffectEvent, type RefObject } from 'react'

/** What the keys of the hub do, for the help and for whoever reads this. */
export const HUB_KEYS = [
  { key: '/', does: 'Search' },
  { key: 'j', does: 'Next row' },
  { key: 'k', does: 'Previous row' },
  { key: 'Enter', does: 'Open the row' },
  { key: 'n', does: 'Let in what is new' },
  { key: '?', does: 'This help' },
] as const

/** Single keys, and never one that somebody is typing, or that is meant for a dialog or for the browser. */
export function useHubKeys(
  list: RefObject<HTMLElement | null>,
  search: RefObject<HTMLInputElement | null>,
  { onHelp, onLetIn }: { onHelp(): void; onLetIn(): void },
): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return
    if (event.key === '/') search.current?.focus()
    else if (event.key === '?') onHelp()
    else if (event.key === 'n') onLetIn()
    else if (event.key === 'j') step(list.current, 1)
    else if (event.key === 'k') step(list.current, -1)
    else return
    event.preventDefault()
  })
  useEffect(() => {
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

function step(list: HTMLElement | null, by: 1 | -1): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  const at = rows.findIndex((row) => row === document.activeElement)
  const next = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))]
  next?.focus({ preventScroll: true })
  next?.closest('li')?.scrollIntoView({ block: 'nearest' })
}
