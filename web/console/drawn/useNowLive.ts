import { use, useEffect } from 'react'
import type { NowLive } from './early.ts'
import { ToldTime } from './told.ts'

/** In a page that the server draws, behind its other effects: by then all of it listens. */
export function useNowLive(): void {
  const told = use(ToldTime)
  useEffect(() => {
    if (told !== null) document.dispatchEvent(new Event('runtruth:live' satisfies NowLive))
  }, [told])
}
