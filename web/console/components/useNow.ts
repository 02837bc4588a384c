import { createContext, use, useEffect, useState } from 'react'
import { browserClock } from '../../browserClock.ts'

/** The server's time as far as this browser knows it; replaced at the root by the live layer's clock. */
export const ServerTime = createContext<() => number>(() => browserClock.nowMs())

/** Now in epoch milliseconds, renewed every `everyMs`: a second for what lives, slower for "4 min ago"; null holds it still. */
export function useNow(everyMs: number | null): number {
  const read = use(ServerTime)
  const [nowMs, setNow] = useState(read)
  useEffect(() => {
    setNow(read())
    if (everyMs === null) return undefined
    const timer = setInterval(() => {
      if (!document.hidden) setNow(read())
    }, everyMs)
    return () => clearInterval(timer)
  }, [everyMs, read])
  return nowMs
}
