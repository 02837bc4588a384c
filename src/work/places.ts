/**
 * How many operations a worker executes at a time. One that waits for its parts gives its place up and takes one again
 * before it goes on; those come first, so that a finished part is not kept waiting by new work.
 */
export interface Places {
  free(): number
  take(): void
  give(): void
  /** Waits for a place. */
  retake(): Promise<void>
  /** Resolves at the next place given back. */
  changed(): Promise<void>
}

export function createPlaces(count: number): Places {
  let taken = 0
  const returning: (() => void)[] = []
  let change = Promise.withResolvers<void>()
  return {
    free: () => Math.max(0, count - taken - returning.length),
    take: () => {
      taken += 1
    },
    give: () => {
      taken -= 1
      const next = taken < count ? returning.shift() : undefined
      if (next) {
        taken += 1
        next()
      }
      change.resolve()
      change = Promise.withResolvers<void>()
    },
    retake: async () => {
      if (taken < count && returning.length === 0) {
        taken += 1
        return
      }
      await new Promise<void>((resolve) => {
        returning.push(resolve)
      })
    },
    changed: async () => await change.promise,
  }
}
