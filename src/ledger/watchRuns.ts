import { requireCapability, tenantIdsInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { knowRows, type KnownRun } from './judgedRun.ts'
import { runsAmong } from './sql/runsAmong.ts'
import { selectRuns } from './sql/selectRuns.ts'
import { selectWatched, type Since } from './sql/selectWatched.ts'
import type { WorkerObservation } from './workerObserver.ts'

export type { Since } from './sql/selectWatched.ts'

/** More has happened than a watcher can be told one by one; it has to read everything again. */
const EVENTS_AT_MOST = 5_000
const CHANGED_AT_MOST = 1_000

/**
 * Of what is open, so many of the newest are looked at each time, and so many of the newest that run: progress is no event.
 * What lies deeper in a backlog is told when something happens to it.
 */
const OPEN_AT_MOST = 500

export interface Watched {
  /** Whoever comes back with it misses nothing: see `sinceWatermark`. */
  readonly watermark: string
  /** For the next look: exactly what this one could not see. */
  readonly next: Since
  /** True: too much, or a mark that this database never gave; `runs` holds only what is open. */
  readonly lost: boolean
  readonly runs: readonly KnownRun[]
  /** Workers of our own that hold something within reach. */
  readonly holders: readonly string[]
}

/**
 * What is open in a scope, and what something has happened to since the last look; in two statements whatever it finds.
 * `since` null: what is open.
 */
export async function watchRuns(tx: Tx, scope: Scope, observation: WorkerObservation, since: Since | null): Promise<Watched> {
  requireCapability(scope, 'operations.view')
  const { workspace } = scope
  const tenantIds = tenantIdsInReach(scope)
  const limits = { events: EVENTS_AT_MOST, changed: CHANGED_AT_MOST, open: OPEN_AT_MOST }
  const seen = await tx.row(selectWatched(workspace.id, tenantIds, since, limits))
  if (!seen) throw new Error('A look at what changed answered no row; it always answers one.')
  const lost =
    since !== null && (seen.events > EVENTS_AT_MOST || seen.changed.length > CHANGED_AT_MOST || BigInt(since.from) > newest(seen.snapshot))
  const ids = new Set([...seen.open, ...seen.running, ...(lost ? [] : seen.changed)])
  const rows = await tx.rows(selectRuns(runsAmong(workspace.id, tenantIds, [...ids])))
  return {
    watermark: seen.watermark,
    next: sinceSnapshot(seen.snapshot),
    lost,
    runs: knowRows(scope, rows, observation),
    holders: seen.holders,
  }
}

/** From a mark that an earlier look gave out; undefined for what cannot be one. Reads some of what was told again. */
export function sinceWatermark(text: string): Since | undefined {
  return /^[1-9]\d{0,17}$/.test(text) ? { from: text, among: [] } : undefined
}

/** `xmin:xmax:under,way`. A transaction held open for long makes nobody read again what was told since it began. */
function sinceSnapshot(snapshot: string): Since {
  const [, from = '', underWay = ''] = snapshot.split(':')
  return { from, among: underWay === '' ? [] : underWay.split(',') }
}

/** A database that was set back to an earlier state has not come as far as a mark from before. */
function newest(snapshot: string): bigint {
  return BigInt(sinceSnapshot(snapshot).from)
}
