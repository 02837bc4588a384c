import type { QueueFacts, WorkerFacts } from '../truth/facts.ts'
import { parseInstant } from '../truth/instants.ts'
import type { SeenHolder, SeenSource } from './observation.ts'
import type { FactsRow } from './runFacts.ts'

/** A look at a source that still counts. */
export interface Look {
  readonly source: SeenSource
  readonly at: string
}

/**
 * What an older look says is not checked any more. Smaller: a slow look takes away what is known of everything it covers.
 * Larger: a worker is believed in for that much longer after nobody looks at its queue.
 */
export const LOOK_COUNTS_FOR_MS = 15_000

export function lookAt(source: SeenSource | undefined, asOf: Date): Look | null {
  const at = source?.lookedAt
  if (source === undefined || at === null || at === undefined) return null
  return asOf.getTime() - at.getTime() > LOOK_COUNTS_FOR_MS ? null : { source, at: at.toISOString() }
}

/**
 * Whoever may have the job, told as one worker. One that lives among several does not speak for the others: then nothing
 * was checked but what the job itself tells.
 */
export function holderFacts(row: FactsRow, { source, at }: Look): WorkerFacts | null {
  const keys = row.holders ?? []
  const holders = keys.map((key) => source.workers[key] ?? null)
  const only = keys.length === 1 ? holders[0] : undefined
  const own = row.heartbeatAt === null ? null : { at: row.heartbeatAt, everyMs: row.heartbeatEveryMs, silentAfterMs: row.silentAfterMs }
  const session = sessionOf(holders)
  const beat = own ?? beatOf(only ?? (session?.held === false ? latestBeat(holders) : null))
  if (keys.length === 0 && beat === null) return null
  return {
    // One of several has no name that could be told.
    name: only?.name ?? '',
    bootId: null,
    leaseBootId: null,
    heartbeatAt: beat === null ? null : written(beat.at),
    heartbeatEveryMs: beat?.everyMs ?? null,
    silentAfterMs: beat?.silentAfterMs ?? null,
    sessionHeld: session?.held ?? null,
    // A worker with beats of its own may close its connections when it has nothing to say: its beats tell since when it is gone.
    sessionSeenAt: session === null || holders.some((holder) => holder !== null && holder.beatAt !== null) ? null : session.seenAt,
    databaseUpSince: source.upSince?.toISOString() ?? null,
    processAlive: null,
    observedAt: at,
  }
}

/** Null: not checked, because somebody it may be lives, or was not told. */
function sessionOf(holders: readonly (SeenHolder | null)[]): { readonly held: boolean; readonly seenAt: string | null } | null {
  if (holders.length === 0) return null
  let seenAt: string | null = null
  for (const holder of holders) {
    if (holder === null || holder.connected === null) return null
    if (holder.connected && holders.length > 1) return null
    if (holder.seenAt !== null && (seenAt === null || parseInstant(holder.seenAt) > parseInstant(seenAt))) seenAt = holder.seenAt
  }
  return { held: holders[0]?.connected === true, seenAt }
}

interface Beat {
  readonly at: Date | string
  readonly everyMs: number | null
  readonly silentAfterMs: number | null
}

function beatOf(holder: SeenHolder | null | undefined): Beat | null {
  if (holder === null || holder === undefined || holder.beatAt === null) return null
  return { at: holder.beatAt, everyMs: holder.beatEveryMs, silentAfterMs: holder.silentAfterMs }
}

function latestBeat(holders: readonly (SeenHolder | null)[]): SeenHolder | null {
  let latest: SeenHolder | null = null
  for (const holder of holders) {
    if (holder === null || holder.beatAt === null) return null
    if (latest?.beatAt === null || latest === null || parseInstant(holder.beatAt) > parseInstant(latest.beatAt)) latest = holder
  }
  return latest
}

/** What the line it stands in says, and what its queue says about this very job. */
export function lineFacts(row: FactsRow, { source }: Look): QueueFacts {
  const line = row.queueName === null ? undefined : source.queues[row.queueName]
  const place = row.queueJobId === null ? undefined : line?.next?.indexOf(row.queueJobId)
  return {
    paused: line?.paused ?? null,
    liveWorkers: line?.liveWorkers ?? null,
    ahead: place === undefined || place < 0 ? null : place,
    concurrencyLimit: row.queueWaits?.concurrencyLimit ?? null,
    dependencies: row.queueWaits?.dependencies ?? null,
    recoversAfterMs: row.recoversAfterMs,
  }
}

function written(at: Date | string): string {
  return typeof at === 'string' ? at : at.toISOString()
}
