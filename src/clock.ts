/**
 * The process clock, for timers and local decisions only. Recorded instants and the `asOf` of a verdict come from the
 * database. Injected at composition; tests pass a fake.
 */
export interface Clock {
  now(): Date
  /** Milliseconds that never run backwards, for measuring silence. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
}
