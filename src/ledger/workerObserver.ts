import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { shared } from '../shared.ts'
import type { SeenSource } from './observation.ts'
import type { UsualDurations } from './usualDurations.ts'
import { selectWorkers, type SourceRow, type WorkerRow } from './sql/selectWorkers.ts'

export type ObservedWorker = Omit<WorkerRow, 'asOf' | 'databaseUpSince' | 'name' | 'sources'> & { readonly name: string }

/** All workers as they stood at one instant of the database. The `asOf` of whatever is judged with it. */
export interface WorkerObservation {
  readonly asOf: Date
  readonly databaseUpSince: Date | null
  readonly workers: ReadonlyMap<string, ObservedWorker>
  /** Somebody else's queues, by the name of the source. */
  readonly sources: ReadonlyMap<string, SeenSource>
  /** Grows while it is shared. */
  readonly usual: UsualDurations
}

export interface WorkerObserver {
  /** Shared between all who ask at the same time, and for a moment after. */
  observe(): Promise<WorkerObservation>
  /** Never shared: for those who write on what they see. */
  observeNow(): Promise<WorkerObservation>
}

/** Reading pg_locks takes every partition lock of the lock manager, so a thousand requests share one look a second. */
const CALM_SHARE_MS = 1_000
/** While a session is missing its worker may be convicted any moment, and an operator is waiting to read it. */
const SUSPICIOUS_SHARE_MS = 200

export function createWorkerObserver(db: Database, clock: Clock): WorkerObserver {
  const observeNow = async () => fromRows(await db.asSystem(async (tx) => await tx.rows(selectWorkers)))
  const shareMs = (seen: WorkerObservation) => (anySessionMissing(seen) ? SUSPICIOUS_SHARE_MS : CALM_SHARE_MS)
  return { observeNow, observe: shared(clock, shareMs, observeNow) }
}

/** A worker long gone tells nothing new. */
const RECENT_MS = 60_000

function anySessionMissing(observation: WorkerObservation): boolean {
  for (const worker of observation.workers.values()) {
    const silentMs = observation.asOf.getTime() - worker.heartbeatAt.getTime()
    if (!worker.sessionHeld && worker.stoppedAt === null && silentMs < RECENT_MS) return true
  }
  return false
}

function fromRows(rows: readonly WorkerRow[]): WorkerObservation {
  const [first] = rows
  if (!first) throw new Error('The worker observation answered no row; it always answers one.')
  const workers = new Map<string, ObservedWorker>()
  let sources = NO_SOURCES
  for (const { asOf: _asOf, databaseUpSince: _since, name, sources: told, ...row } of rows) {
    if (name !== null) workers.set(name, { ...row, name })
    if (told !== null) sources = new Map(told.map((source) => [source.name, seenSource(source)]))
  }
  return { asOf: first.asOf, databaseUpSince: first.databaseUpSince, workers, sources, usual: new Map() }
}

const NO_SOURCES: ReadonlyMap<string, SeenSource> = new Map()

function seenSource({ kind, control, lookedAt, upSince, look }: SourceRow): SeenSource {
  return {
    kind,
    control,
    lookedAt: lookedAt === null ? null : new Date(lookedAt),
    upSince: upSince === null ? null : new Date(upSince),
    workers: look?.workers ?? {},
    queues: look?.queues ?? {},
  }
}
