import type { SeenHolder, SeenLine } from '../../ledger/observation.ts'
import type { SourceLook } from '../contract.ts'
import { shift, shiftBeat } from './ledgerWord.ts'

/** A look as the ledger keeps it. */
export interface KeptLook {
  readonly workers: Readonly<Record<string, SeenHolder>>
  readonly queues: Readonly<Record<string, SeenLine>>
}

/** A worker that has gone is remembered for as long as somebody may ask when it was last seen. */
const GONE_KEPT_MS = 3_600_000
const GONE_AT_MOST = 500
/** Places told in all queues together; what one look stores is read by every reader once a second. */
const PLACES_AT_MOST = 2_000

/** One look put together with what was seen before: who is not there any more is kept, with when it was last seen. */
export function seenLook(look: SourceLook, lookedAt: Date, offsetMs: number, before: KeptLook): KeptLook {
  const workers: Record<string, SeenHolder> = {}
  for (const { key, name, connected, beat } of look.workers) {
    const kept = shiftBeat(beat, offsetMs)
    workers[key] = {
      name,
      connected,
      seenAt: connected === true ? lookedAt.toISOString() : (before.workers[key]?.seenAt ?? null),
      beatAt: kept?.at.toISOString() ?? null,
      beatEveryMs: kept?.everyMs ?? null,
      silentAfterMs: kept?.silentAfterMs ?? null,
    }
  }
  const gone = Object.entries(before.workers)
    .filter(([key, { seenAt }]) => workers[key] === undefined && seenAt !== null && lookedAt.getTime() - Date.parse(seenAt) < GONE_KEPT_MS)
    .toSorted(([, a], [, b]) => (b.seenAt ?? '').localeCompare(a.seenAt ?? ''))
    .slice(0, GONE_AT_MOST)
  for (const [key, holder] of gone) workers[key] = { ...holder, connected: holder.connected === null ? null : false }
  const places = Math.max(1, Math.floor(PLACES_AT_MOST / Math.max(1, look.queues.length)))
  const queues: Record<string, SeenLine> = {}
  for (const { name, paused, liveWorkers, next, expiresAfterMs } of look.queues) {
    queues[name] = {
      paused: paused && { by: paused.by, since: shift(paused.since, offsetMs)?.toISOString() ?? null },
      liveWorkers,
      next: next?.slice(0, places) ?? null,
      expiresAfterMs: expiresAfterMs ?? null,
    }
  }
  return { workers, queues }
}
