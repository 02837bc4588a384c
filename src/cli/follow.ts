import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import { isDatabaseAway } from '../db/databaseErrors.ts'
import type { JudgedRun } from '../ledger/judgedRun.ts'
import { deriveVerdict } from '../truth/deriveVerdict.ts'
import { formatInstant, parseInstant } from '../truth/instants.ts'

/** What is known now: as it was read, or derived again from what was read. */
export interface Sight {
  /** ISO 8601, the database's clock carried forward. */
  readonly asOf: string
  readonly runs: readonly JudgedRun[]
  /** Null: heard just now. Else the `asOf` of the last answer; the verdicts continue from what was known then. */
  readonly lastHeardAt: string | null
}

export interface Following {
  readonly clock: Clock
  readonly everyMs: number
  readonly signal: AbortSignal
  read(): Promise<{ readonly asOf: Date; readonly runs: readonly JudgedRun[] }>
  /** Answers true when there is no more to follow. */
  show(sight: Sight): boolean
}

/**
 * Reads again and again, and in between derives again when time alone changes a verdict. While the database is away the
 * verdicts continue from what was known, on the database's own clock.
 */
export async function follow({ clock, everyMs, signal, read, show }: Following): Promise<void> {
  let known: { readonly asOfMs: number; readonly atMs: number; readonly runs: readonly JudgedRun[] } | undefined
  while (!signal.aborted) {
    const askedAtMs = clock.monotonicMs()
    let heard = true
    try {
      const { asOf, runs } = await read()
      known = { asOfMs: asOf.getTime(), atMs: clock.monotonicMs(), runs }
    } catch (error) {
      if (known === undefined || !isDatabaseAway(error)) throw error
      heard = false
    }
    let restMs: number
    do {
      const nowMs = known.asOfMs + Math.floor(clock.monotonicMs() - known.atMs)
      const asOf = formatInstant(nowMs)
      const runs = known.runs.map((judged) => ({ ...judged, verdict: deriveVerdict(judged.facts, asOf) }))
      if (show({ asOf, runs, lastHeardAt: heard ? null : formatInstant(known.asOfMs) })) return
      restMs = everyMs - (clock.monotonicMs() - askedAtMs)
      await sleep(Math.max(Math.min(restMs, nextChangeMs(runs) - nowMs), 1), signal)
      restMs = everyMs - (clock.monotonicMs() - askedAtMs)
    } while (restMs > 0 && !signal.aborted)
  }
}

function nextChangeMs(runs: readonly JudgedRun[]): number {
  return Math.min(...runs.map(({ verdict }) => (verdict.nextChangeAt === null ? Infinity : parseInstant(verdict.nextChangeAt))))
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {
    // Asked to stop; the loop looks at the signal itself.
  })
}
