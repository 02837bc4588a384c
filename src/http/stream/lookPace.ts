import type { KnownRun } from '../../ledger/judgedRun.ts'
import { aliveUntilMs } from '../../truth/deriveCell.ts'

const LOOK_EVERY_MS = 1_000
/** A look may take a twentieth of the time, whatever it costs; a reader hears of nothing later than this for it. */
const LOOK_SHARE = 20
const LOOK_AT_LEAST_EVERY_MS = 10_000
/** An observation that others share is up to a second old when a look begins, and a page hears of it a little after it ends. */
const ON_THE_WAY_MS = 1_500

export interface Look {
  /** By a clock that only goes on. */
  readonly startedMs: number
  readonly endedMs: number
  /** How long what was seen to live counts as alive if nobody hears more; null: nothing lives. */
  readonly livesForMs: number | null
}

/**
 * When to look next. However slow the ledger is, before silence would speak against a worker that is well: a page that has
 * heard nothing newer says so by itself.
 */
export function nextLookMs({ startedMs, endedMs, livesForMs }: Look): number {
  const tookMs = endedMs - startedMs
  const calmMs = endedMs + Math.min(LOOK_AT_LEAST_EVERY_MS, Math.max(LOOK_EVERY_MS, LOOK_SHARE * tookMs))
  if (livesForMs === null) return calmMs
  const inTimeMs = startedMs + livesForMs - ON_THE_WAY_MS - tookMs
  return Math.max(endedMs + LOOK_EVERY_MS, Math.min(calmMs, inTimeMs))
}

/** Of what is open, from the instant it was observed. */
export function livesForMs(runs: readonly KnownRun[], asOf: Date): number | null {
  let earliest = Number.POSITIVE_INFINITY
  for (const { run, facts } of runs) {
    if (run.status === 'running') earliest = Math.min(earliest, aliveUntilMs(facts, facts.asOf) ?? Number.POSITIVE_INFINITY)
  }
  return earliest === Number.POSITIVE_INFINITY ? null : earliest - asOf.getTime()
}
