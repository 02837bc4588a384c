import type { Clock } from './clock.ts'

/** From this share of its time on, an answer is asked for anew while it is still told. */
export const RENEWED_FROM = 0.8

/**
 * One answer for all who ask at the same time, and until it is so many milliseconds old, counted from when it was asked for. Who
 * asks often never waits for the next one. A failure is told to those who waited for it, and not kept.
 */
export function shared<T>(clock: Clock, shareMs: (value: T) => number, compute: () => Promise<T>): () => Promise<T> {
  let current: { readonly askedAtMs: number; readonly shareMs: number; readonly value: T } | undefined
  let underWay: Promise<T> | undefined

  async function refresh(): Promise<T> {
    const askedAtMs = clock.monotonicMs()
    try {
      const value = await compute()
      current = { askedAtMs, shareMs: shareMs(value), value }
      return value
    } finally {
      underWay = undefined
    }
  }

  return async () => {
    const ageMs = current === undefined ? Number.POSITIVE_INFINITY : clock.monotonicMs() - current.askedAtMs
    if (current === undefined || ageMs >= current.shareMs) {
      underWay ??= refresh()
      return await underWay
    }
    if (ageMs >= RENEWED_FROM * current.shareMs && underWay === undefined) {
      underWay = refresh()
      // Nobody waits for it yet; who asks when its time is over asks again.
      underWay.catch(() => {})
    }
    return current.value
  }
}
