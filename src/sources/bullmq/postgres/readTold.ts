import type { QueueDatabase } from '../../openQueueDatabase.ts'
import { selectTold, type ToldRow } from './sql/selectTold.ts'
import type { Tables } from './sql/tables.ts'

type Anchors = readonly (readonly [queue: string, id: number])[]

/** Where a reader stands in the events. */
interface Place {
  readonly incarnation: string
  readonly horizon: string
  /** An event of each queue than which no older one can still appear, and which was told. While it is there, no later one is gone. */
  readonly settled: Anchors
  /** The newest of each queue when the transaction `next` was not given yet: settled as soon as no older one runs. */
  readonly next: string
  readonly newest: Anchors
}

/** Beyond it the 32 bits that a row keeps of its transaction id no longer say which transaction it was. */
const TELLABLE = 2n ** 31n
/** No transaction has such an id. */
const NEVER = String(2n ** 62n)

export interface Told {
  readonly jobs: readonly { readonly queue: string; readonly id: string }[]
  readonly cursor: string
  readonly complete: boolean
}

/**
 * Jobs of which BullMQ's events told something since. Its own consumers follow the ids of events and so lose those that
 * become visible late; here everything since the oldest transaction that ran is read again, and what was told of it is left out.
 * BullMQ trims its events from the oldest on: as long as one that everything before was told of is there, nothing is lost.
 */
export function toldJobs(database: QueueDatabase, tables: Tables) {
  let known: { readonly cursor: string; readonly writers: readonly string[] } | null = null
  let asked = 0

  return async function readTold(queues: readonly string[], cursor: string | null): Promise<Told> {
    const from = cursor === null ? null : readPlace(cursor)
    const writers = known !== null && known.cursor === cursor ? known.writers : []
    const anchors = anchorsOf(from)
    const values = [queues, from?.horizon ?? NEVER, writers, anchors.map(([queue]) => queue), anchors.map(([, id]) => id)]
    const [row] = await database.read<ToldRow>(selectTold(tables), values)
    if (!row) throw new Error('The statement answers one row.')
    const place = nextPlace(from, row)
    // Numbered, so that asking again from a place is never taken for going on, however long the oldest transaction stays the same.
    asked += 1
    const next = JSON.stringify({ ...place, asked })
    const written = new Set([...writers, ...row.told.map(({ by }) => by)])
    known = { cursor: next, writers: [...written].filter((by) => BigInt(by) >= BigInt(row.horizon)) }
    if (cursor === null) return { jobs: [], cursor: next, complete: true }
    const followed = from !== null && from.incarnation === row.incarnation && BigInt(row.next) - BigInt(from.horizon) < TELLABLE
    const jobs = new Map(followed ? row.told.map(({ queue, jobId }) => [JSON.stringify([queue, jobId]), { queue, id: jobId }]) : [])
    return { jobs: [...jobs.values()], cursor: next, complete: followed && row.lost === 0 }
  }
}

/**
 * Of each queue the settled one; while there is none, because an older transaction runs somewhere, the newest of then. That one
 * proves less, but when it is gone, so may be what came after it.
 */
function anchorsOf(place: Place | null): Anchors {
  if (place === null) return []
  const settled = new Set(place.settled.map(([queue]) => queue))
  return [...place.settled, ...place.newest.filter(([queue]) => !settled.has(queue))]
}

function nextPlace(from: Place | null, row: ToldRow): Place {
  const { incarnation, horizon, next, newest } = row
  if (from === null || from.incarnation !== incarnation || row.lost > 0) {
    return { incarnation, horizon, settled: [], next, newest: existing(newest) }
  }
  // What was newest then is settled once every transaction of that time has ended; until then the older anchors stay.
  if (BigInt(horizon) < BigInt(from.next)) return { ...from, horizon }
  return { incarnation, horizon, settled: from.newest, next, newest: existing(newest) }
}

function existing(newest: readonly (readonly [string, number | null])[]): Anchors {
  return newest.flatMap(([queue, id]) => (id === null ? [] : [[queue, id] as const]))
}

/** Written by an earlier call; null: by nobody here. */
function readPlace(cursor: string): Place | null {
  try {
    const read: unknown = JSON.parse(cursor)
    const isPlace = typeof read === 'object' && read !== null && 'horizon' in read && 'settled' in read && 'newest' in read
    // A cursor that has these is one of `nextPlace`.
    return isPlace ? (read as Place) : null
  } catch {
    return null
  }
}
