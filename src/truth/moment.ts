/**
 * The only gate through which time enters a judgement. Every comparison with `asOf` is made here and notes when it would next come out
 * differently, so the first instant at which time alone could change a verdict falls out of the judgement itself and cannot drift from it.
 */

import { FUTURE_TOLERANCE_MS } from './lifecyclePolicy.ts'

export interface Moment {
  /** NaN when no usable evaluation time was given: then nothing is past, nothing is usable. */
  readonly asOfMs: number
  /** The first later millisecond at which one of the comparisons made so far flips; Infinity: none. */
  flipAtMs: number
}

export function momentAt(asOfMs: number): Moment {
  return { asOfMs, flipAtMs: Number.POSITIVE_INFINITY }
}

/** Strictly later than the deadline: equal is still inside. */
export function isPast(moment: Moment, deadlineMs: number): boolean {
  if (moment.asOfMs > deadlineMs) return true
  const flipAtMs = Math.floor(deadlineMs) + 1
  if (flipAtMs < moment.flipAtMs) moment.flipAtMs = flipAtMs
  return false
}

/** Now or earlier. For planned instants, where being ahead is the plan and no clock disagreement. */
export function isReached(moment: Moment, atMs: number): boolean {
  return isPast(moment, atMs - 1)
}

/** Not further ahead than clocks disagree; false for a broken instant (NaN). */
export function isUsable(moment: Moment, atMs: number): boolean {
  return isReached(moment, atMs - FUTURE_TOLERANCE_MS)
}
