/**
 * Waiting times after each refusal: a hiccup is over in seconds, a deployment in minutes, a night of trouble in hours. All of
 * it ends within a day, because a workspace may keep its operations no longer than that.
 */
const WAITS_MS = [5_000, 30_000, 120_000, 900_000, 3_600_000, 21_600_000, 43_200_000]

export const TRIES = WAITS_MS.length + 1

/** A receiver may ask for more patience than we would have had, within reason. */
const LONGEST_ASKED_MS = 3_600_000

/** Null: that was the last try. `tried` counts from one; `random` from 0 to 1 spreads what failed together. */
export function nextTryInMs(tried: number, askedMs: number | null, random: number): number | null {
  const waitMs = WAITS_MS[tried - 1]
  if (waitMs === undefined) return null
  return Math.round(Math.max(waitMs * (0.9 + random * 0.2), Math.min(askedMs ?? 0, LONGEST_ASKED_MS)))
}
