const FIRST_MS = 1_000
const LONGEST_MS = 30_000
/** A process that lived this long was well; what ended it is news and not a habit. Shorter: a broken config spins. Longer: a worker killed twice in a morning waits for nothing. */
const WELL_AFTER_MS = 20_000

/** Milliseconds to wait before the next start: one second, doubled for every start that died young, up to half a minute. */
export function nextBackoffMs(previousMs: number | null, livedMs: number): number {
  if (previousMs === null || livedMs >= WELL_AFTER_MS) return FIRST_MS
  return Math.min(previousMs * 2, LONGEST_MS)
}
