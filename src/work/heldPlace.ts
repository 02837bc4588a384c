import type { Places } from './places.ts'

/** The place one operation occupies, given up for as long as it does nothing but wait. */
export interface HeldPlace {
  without<T>(wait: () => Promise<T>): Promise<T>
  /** The operation has ended; whatever it still waits for takes no place any more. */
  end(): void
}

/** Takes over a place that was taken already. `giveUp` ends waiting for one: a handler that is told to stop may do so at once. */
export function holdPlace(places: Places, giveUp: AbortSignal): HeldPlace {
  let waiting = 0
  let occupied = true
  let ended = false

  async function back(): Promise<void> {
    waiting -= 1
    if (waiting > 0 || ended) return
    const retaken = places.retake().then(() => {
      // In the meantime it ended, or waits for something else.
      if (ended || waiting > 0 || occupied) places.give()
      else occupied = true
    })
    if (giveUp.aborted) return
    const gaveUp = Promise.withResolvers<void>()
    const stop = () => gaveUp.resolve()
    giveUp.addEventListener('abort', stop, { once: true })
    await Promise.race([retaken, gaveUp.promise])
    giveUp.removeEventListener('abort', stop)
  }

  return {
    without: async (wait) => {
      waiting += 1
      if (occupied) {
        occupied = false
        places.give()
      }
      try {
        return await wait()
      } finally {
        await back()
      }
    },
    end: () => {
      ended = true
      if (occupied) places.give()
      occupied = false
    },
  }
}
