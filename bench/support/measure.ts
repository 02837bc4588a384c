/** Milliseconds each call took, in the order they ended. */
export type Timings = number[]

/** Nearest rank, so that every figure told is one that was measured. */
export function percentile(timings: readonly number[], share: number): number {
  const sorted = timings.toSorted((a, b) => a - b)
  const found = sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))]
  if (found === undefined) throw new Error('Nothing was measured.')
  return found
}

/** Calls `work` `calls` times from `callers` loops that each wait for their own answer only. */
export async function timeCalls(calls: number, callers: number, work: () => Promise<unknown>): Promise<Timings> {
  const timings: Timings = []
  let begun = 0
  async function loop(): Promise<void> {
    while (begun < calls) {
      begun += 1
      const startedMs = performance.now()
      await work()
      timings.push(performance.now() - startedMs)
    }
  }
  await Promise.all(Array.from({ length: callers }, loop))
  return timings
}
