import type { ObservedRow } from '../../ledger/sql/selectObserved.ts'
import type { ObservedTouch } from '../../ledger/sql/touchObserved.ts'
import type { JobWord } from '../contract.ts'

/** Locks are renewed for every job every few seconds; a beat that is hardly newer is not worth a write. */
const BEAT_STEP_MS = 500
/** A plan that is read through two clocks moves a little each time it is read. */
const PLAN_STEP_MS = 1_000

/** What has changed about a job that stays where it is; null: nothing worth writing down. */
export function touchOf(run: ObservedRow, word: JobWord): ObservedTouch | null {
  if (run.trackedBy !== null) return null
  const active = word.state === 'active'
  const holders = active ? word.holders : null
  const waits = active ? null : word.waits
  const beatAt = active ? (word.beat?.at ?? null) : null
  const changed =
    (!active && differs(run.availableAt, word.availableAt, PLAN_STEP_MS)) ||
    (active && differs(run.heartbeatAt, beatAt, BEAT_STEP_MS)) ||
    !same(run.holders ?? [], holders ?? []) ||
    !same(run.queueWaits, waits) ||
    (active && word.counts !== null && !same(run.counts, word.counts))
  if (!changed) return null
  return {
    id: run.id,
    attempt: run.attempt,
    availableAt: word.availableAt?.toISOString() ?? null,
    queueWaits: waits,
    holders,
    heartbeatAt: beatAt?.toISOString() ?? null,
    heartbeatEveryMs: active ? (word.beat?.everyMs ?? null) : null,
    silentAfterMs: active ? (word.beat?.silentAfterMs ?? null) : null,
    recoversAfterMs: word.recoversAfterMs ?? null,
    counts: active ? word.counts : null,
  }
}

function differs(known: Date | null, told: Date | null, byMs: number): boolean {
  if (known === null || told === null) return known !== told
  return Math.abs(known.getTime() - told.getTime()) >= byMs
}

/** Small plain values; the database gives the keys of JSON back in an order of its own. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted)
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
