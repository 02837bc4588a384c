import type { JobWord, Recent } from '../../contract.ts'
import { readInstance, type Instance } from './instances.ts'
import type { Ask } from '../../openQueueDatabase.ts'
import type { Shape } from './shape.ts'
import { changedJobs, newWaitingJobs } from './sql/changedJobs.ts'
import type { JobRow } from './sql/jobColumns.ts'
import { OPEN_TRANSACTIONS, type MarkRow } from './sql/openTransactions.ts'
import { selectInstances, type InstanceRow } from './sql/selectInstances.ts'
import { toWord } from './toWord.ts'

/**
 * Commits become visible out of order: a job is dated with the start of its transaction and appears with its end. So a cursor is
 * an instant and the transactions that were under way then. Whatever is dated before the instant has been told, or was written by
 * one of those, and then it bears exactly its start: a transaction of an hour costs one look-up, and no overlap of an hour.
 */
interface Cursor {
  readonly from: string
  readonly open: readonly string[]
  /** Whether the transactions of others were hidden from this login. */
  readonly hidden: boolean
  /** In the middle of a window: behind which job to go on, where the window ends, and what the cursor becomes then. */
  readonly page: { readonly after: readonly [string, string]; readonly until: string; readonly next: Omit<Cursor, 'page'> } | null
}

type Told = ReadonlyMap<string, { readonly word: string; readonly atMs: number }>

/**
 * What was told on the way to a cursor, so that whoever goes on from there is not told the overlap again. Whoever asks from
 * another one, such as that of before because the words could not be kept, is told it.
 */
export interface RecentMemory {
  cursor: string | null
  told: Told
}

/** Also covers the moment in which a backend has the start of its transaction and does not show it yet: a few instructions. */
const OVERLAP_MS = 1_000
const HIDDEN_OVERLAP_MS = 60_000
const PAGE = 10_000
/** More than a server has connections. */
const OPEN_AT_MOST = 5_000
const BEFORE_ALL = ['', '00000000-0000-0000-0000-000000000000'] as const

export async function recentJobs(
  ask: Ask,
  shape: Shape,
  queues: readonly string[] | null,
  cursor: string | null,
  memory: RecentMemory,
): Promise<Recent> {
  const at = cursor === null ? null : readCursor(cursor)
  // The transactions before the jobs: what one writes that ends in between is seen already.
  const [[mark], rows, instanceRows] = await Promise.all([
    ask<MarkRow>(OPEN_TRANSACTIONS, [at?.from ?? null]),
    at === null ? [] : ask<JobRow>(shape.tellsNew ? changedJobs(shape) : newWaitingJobs(shape), windowOf(at, queues)),
    at !== null && shape.hasInstances ? ask<InstanceRow>(selectInstances(shape)) : [],
  ])
  if (!mark) throw new Error('A statement without conditions answered nothing.')
  const now = { from: mark.at, open: mark.open, hidden: mark.hidden }
  if (at === null) return { words: [], cursor: JSON.stringify({ ...now, page: null } satisfies Cursor), complete: cursor === null }

  const instances = instanceRows.map(readInstance)
  const until = at.page?.until ?? mark.until
  // A transaction that is prepared shows nowhere when it began; it has been seen under way before, or began later.
  const open = mark.prepared ? [...new Set([...at.open, ...mark.open])] : mark.open
  const next = at.page?.next ?? { ...now, open, from: until === 'infinity' ? mark.at : until }
  const last = rows.length === PAGE ? rows.at(-1) : undefined
  const then: Cursor = last ? { ...at, page: { after: [last.name, last.id], until, next } } : { ...next, page: null }
  const following = JSON.stringify(then)
  const { words, told } = untold(rows, instances, memory.cursor === cursor ? memory.told : new Map(), Date.parse(then.from))
  memory.cursor = following
  memory.told = told
  return {
    words,
    cursor: following,
    complete: shape.tellsNew && !mark.hidden && !mark.standby && open.length <= OPEN_AT_MOST,
  }
}

/** Null: not one of this source, and then nobody knows what came since. */
function readCursor(cursor: string): Cursor | null {
  try {
    // Written above, by this release or an earlier one; whatever else is valid JSON has no instant.
    const read = JSON.parse(cursor) as Cursor | null
    return typeof read === 'object' && read !== null && !Number.isNaN(Date.parse(read.from)) ? read : null
  } catch {
    return null
  }
}

function windowOf({ from, open, hidden, page }: Cursor, queues: readonly string[] | null): unknown[] {
  const [name, id] = page?.after ?? BEFORE_ALL
  return [queues, from, page?.until ?? null, open, name, id, PAGE, hidden ? HIDDEN_OVERLAP_MS : OVERLAP_MS]
}

/** Without what was told in these very words. Remembered as long as the overlap can bring it again. */
function untold(rows: readonly JobRow[], instances: readonly Instance[], before: Told, fromMs: number): { words: JobWord[]; told: Told } {
  const told = new Map([...before].filter(([, { atMs }]) => atMs >= fromMs - HIDDEN_OVERLAP_MS))
  const words: JobWord[] = []
  for (const row of rows) {
    const word = `${row.state} ${row.later} ${row.retryCount} ${row.retryLimit} ${row.startedOn?.getTime()} ${row.completedOn?.getTime()} ${row.createdOn.getTime()} ${row.startAfter.getTime()}`
    const id = `${row.id} ${row.name}`
    if (told.get(id)?.word !== word) words.push(toWord(row, instances))
    told.set(id, { word, atMs: Math.max(row.createdOn.getTime(), row.completedOn?.getTime() ?? 0, row.startAfter.getTime()) })
  }
  return { words, told }
}
