import type { Clock } from '../clock.ts'

/** One answer for all who ask at the same time, and for a moment after. A failure is told to those who waited for it, and not kept. */
export function shared<T>(clock: Clock, shareMs: number, compute: () => Promise<T>): () => Promise<T> {
  let current: { readonly untilMs: number; readonly value: T } | undefined
  let underWay: Promise<T> | undefined
  async function refresh(): Promise<T> {
    try {
      const value = await compute()
      current = { untilMs: clock.monotonicMs() + shareMs, value }
      return value
    } finally {
      underWay = undefined
    }
  }
  return async () => {
    if (current && clock.monotonicMs() < current.untilMs) return current.value
    underWay ??= refresh()
    return await underWay
  }
}
