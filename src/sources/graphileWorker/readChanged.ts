import type { QueueDatabase } from '../openQueueDatabase.ts'
import type { JobRow } from './sql/jobColumns.ts'
import { selectChanged, type ChangedRow } from './sql/selectChanged.ts'
import type { Tables } from './sql/tables.ts'

/** Where the last call ended, and what of the stretch that is read again it has told already. */
interface Told {
  readonly cursor: string
  readonly writers: readonly string[]
}

/** Beyond it the 32 bits that a row keeps of its transaction id no longer say which transaction it was. */
const TELLABLE = 2n ** 31n

/**
 * What has been added or changed since. Neither ids nor times can be followed: both become visible in another order than
 * they were given. Transactions can: all before the oldest that is running are settled, so from there on everything is read
 * again, and what this reader has told of it is left out. Jobs that come and go between two calls leave nothing to be read.
 */
export function changedJobs(database: QueueDatabase) {
  let told: Told | null = null
  let asked = 0

  return async function readChanged(tables: Tables, cursor: string | null): Promise<{ rows: JobRow[]; cursor: string; complete: boolean }> {
    const from = readCursor(cursor)
    const known = told !== null && told.cursor === cursor ? told.writers : []
    // From null nothing is asked for but the place to begin at.
    const answer = await database.read<ChangedRow>(selectChanged(tables), [from === null ? NEVER : from.horizon.toString(), known])
    const [first] = answer
    if (!first) throw new Error('The statement answers one row at least.')
    const horizon = BigInt(first.horizon)
    const rows = answer.filter(isJob)
    const writers = new Set([...known, ...rows.map((row) => row.writtenBy)])
    // Numbered, so that asking again from a place is never taken for going on, however long the oldest transaction stays the same.
    asked += 1
    const next = `${first.incarnation}:${first.horizon}:${asked}`
    told = { cursor: next, writers: [...writers].filter((writer) => BigInt(writer) >= horizon) }
    if (cursor === null) return { rows: [], cursor: next, complete: true }
    const followed =
      from !== null && from.incarnation === first.incarnation && from.horizon <= horizon && BigInt(first.next) - from.horizon < TELLABLE
    return { rows: followed ? rows : [], cursor: next, complete: followed }
  }
}

/** No transaction has such an id. */
const NEVER = String(2n ** 62n)

function readCursor(cursor: string | null): { incarnation: string; horizon: bigint } | null {
  const [, incarnation, horizon] = /^(.*?):(\d+)(?::\d+)?$/.exec(cursor ?? '') ?? []
  return incarnation === undefined || horizon === undefined ? null : { incarnation, horizon: BigInt(horizon) }
}

type ToldRow = JobRow & { readonly writtenBy: string }

function isJob(row: ChangedRow): row is ChangedRow & ToldRow {
  return row.id !== null && row.writtenBy !== null
}
