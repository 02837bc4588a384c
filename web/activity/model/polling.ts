import type { Words } from '../../../src/truth/deriveWords.ts'

const OPEN_MS = 4_000
const IDLE_MS = 20_000
const SOONEST_MS = 1_000
const LONGEST_MS = 60_000

/**
 * How long to wait before asking again. While something lives, soon enough that news of it arrives before silence would speak
 * against it; with nothing open, seldom; after a failure, twice as long each time, or as the server said.
 */
export function pollDelayMs(verdicts: readonly Words[], nowMs: number, failures = 0, retryAfterMs: number | null = null): number {
  if (failures > 0) return Math.max(retryAfterMs ?? 0, Math.min(LONGEST_MS, OPEN_MS * 2 ** (failures - 1)))
  const open = verdicts.filter(({ lifecycle }) => lifecycle !== 'completed')
  if (open.length === 0) return IDLE_MS
  const nextMs = Math.min(...open.map(({ nextChangeAt }) => (nextChangeAt === null ? Infinity : Date.parse(nextChangeAt) - nowMs)))
  return Math.max(SOONEST_MS, Math.min(OPEN_MS, nextMs > 0 ? nextMs - SOONEST_MS : OPEN_MS))
}
