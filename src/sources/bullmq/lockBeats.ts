import type { Beat } from '../contract.ts'

interface Seen {
  readonly atMs: number
  /** Of the lock; null: there was none. */
  readonly expiresMs: number | null
  readonly renewedMs: number
}

/** A lock's remaining life is read a moment after the clock. */
const READING_MS = 250

/**
 * When an active job's lock was last renewed. The store keeps only when it expires; how long it was taken for is known by the
 * worker alone. So the time of renewal is computed from the lock duration that the source was told, a longer one is
 * learned where it is seen, and between two looks at the same lock a later expiry says that it was renewed in between.
 */
export class LockBeats {
  readonly #everyMs: number
  #durationMs: number
  #seen = new Map<string, Seen>()

  constructor(durationMs: number, everyMs: number) {
    this.#durationMs = durationMs
    this.#everyMs = everyMs
  }

  /** `remainingMs`: of the lock; null: there is none. `startedMs`: of the attempt, by the worker's clock. */
  note(attempt: string, nowMs: number, remainingMs: number | null): Beat {
    if (remainingMs !== null && remainingMs > this.#durationMs) this.#durationMs = remainingMs
    const before = this.#seen.get(attempt)
    const seen = {
      atMs: nowMs,
      expiresMs: remainingMs === null ? null : nowMs + remainingMs,
      renewedMs: this.#renewedMs(nowMs, remainingMs, before),
    }
    this.#seen.set(attempt, seen)
    return { at: new Date(seen.renewedMs), everyMs: this.#everyMs, silentAfterMs: this.#durationMs }
  }

  /** Forgets all attempts but these. */
  keep(attempts: ReadonlySet<string>): void {
    for (const attempt of this.#seen.keys()) if (!attempts.has(attempt)) this.#seen.delete(attempt)
  }

  #renewedMs(nowMs: number, remainingMs: number | null, before: Seen | undefined): number {
    if (remainingMs === null) {
      // Gone for at least a moment; seen gone before, it stays as old as it was then.
      const atLatestMs = nowMs - this.#durationMs - 1
      return before === undefined ? atLatestMs : Math.min(before.renewedMs, atLatestMs)
    }
    const computedMs = nowMs - (this.#durationMs - remainingMs)
    if (before === undefined) return computedMs
    const renewedSince = before.expiresMs === null || nowMs + remainingMs > before.expiresMs + READING_MS
    return renewedSince ? Math.max(computedMs, before.atMs) : before.renewedMs
  }
}
