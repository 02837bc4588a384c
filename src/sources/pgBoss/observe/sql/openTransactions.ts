import { endOfWindow } from './changedJobs.ts'

export interface MarkRow {
  at: string
  /** "infinity": there is nothing behind. */
  until: string
  open: string[]
  hidden: boolean
  prepared: boolean
  standby: boolean
}

const END = `(${endOfWindow('$1::timestamptz')})`
const exactly = (instant: string) => `to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/**
 * The clock at the start of this transaction, and when the transactions that are under way began; $1 is where the window begins.
 * pg-boss dates what it writes with the start of its transaction, to the microsecond, and that is what an open one shows. A
 * backend that has been sent a statement shows its start before that of the transaction the statement opens.
 */
export const OPEN_TRANSACTIONS = `
  select ${exactly('now()')} as at,
    case when isfinite(${END}) then ${exactly(END)} else 'infinity' end as until,
    coalesce(array_agg(distinct ${exactly('coalesce(a.xact_start, a.query_start)')})
      filter (where a.xact_start is not null or a.state = 'active'), '{}') as open,
    coalesce(bool_or(a.state is null and a.backend_type is null), false) as hidden,
    exists (select 1 from pg_prepared_xacts p where p.database = current_database()) as prepared,
    pg_is_in_recovery() as standby
  from (select 1) one left join pg_stat_activity a on a.datname = current_database() and a.pid <> pg_backend_pid()`
