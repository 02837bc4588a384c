import { startTransition, useEffect, useState } from 'react'
import { isReturning } from './useReturn.ts'

/** They fill a window of 1,500 px; one number for every window, because whoever draws the page first cannot see it. */
const FIRST_ROWS = 24

/**
 * How many rows of a list to put into the page. First those that fill a window, so that they are there to be read; the rest,
 * below its edge, once they are on the screen. Whoever comes back to a place in the list has all of it at once.
 */
export function useFirstWindow(): number {
  const [whole, setWhole] = useState(isReturning)
  useEffect(() => {
    let task: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      task = setTimeout(() => startTransition(() => setWhole(true)))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(task)
    }
  }, [])
  return whole ? Number.POSITIVE_INFINITY : FIRST_ROWS
}
