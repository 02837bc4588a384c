import { useEffect } from 'react'

const PRODUCT = 'Runtruth'

export function titleOf(...parts: readonly (string | null)[]): string {
  return [...parts.filter((part) => part !== null && part !== ''), PRODUCT].join(' · ')
}

/** The name of the page in the tab: what matters most first, as tabs are cut off at their end. */
export function useTitle(...parts: readonly (string | null)[]): void {
  const title = titleOf(...parts)
  useEffect(() => {
    document.title = title
  }, [title])
}
