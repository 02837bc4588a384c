import { JOB_COLUMNS, type JobRow } from './jobColumns.ts'
import { besideJobs, type Tables } from './tables.ts'

/** One row at least: without a changed job it has no id. */
export type ChangedRow = {
  /** The table, and the history of the server that its transaction ids belong to. */
  readonly incarnation: string
  /** The oldest transaction that was still running: everything before it is settled for ever. */
  readonly horizon: string
  /** The first transaction id that was not given yet. */
  readonly next: string
  /** Which transaction wrote this version of the job. */
  readonly writtenBy: string | null
} & (JobRow | { readonly id: null })

/**
 * Jobs that were added, or that anything happened to, by transactions from $1 on, except those in $2. There is no index
 * for it, since the queue marks no change in a column: the whole table is read.
 * A row keeps 32 bits of the 64 of its transaction id; it is written at most 2^31 transactions ago, or the answer is not used.
 */
export function selectChanged(tables: Tables): string {
  return `
    select seen.incarnation, seen.horizon::text, seen.next::text, changed.*
    from (
      select txid_snapshot_xmin(snapshot) as horizon, txid_snapshot_xmax(snapshot) as next,
        '${tables.jobs.replaceAll("'", "''")}'::regclass::oid || '-' ||
          case when pg_is_in_recovery() then 'standby' else left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) end as incarnation
      from (select txid_current_snapshot() as snapshot offset 0) now
    ) seen
    left join lateral (
      select written.by::text as "writtenBy", ${JOB_COLUMNS}
      from ${tables.jobs} j
      cross join lateral (select seen.next - ((seen.next - j.xmin::text::bigint) & 4294967295) as by) written
      ${besideJobs(tables)}
      where written.by >= $1::bigint and written.by <> all ($2::bigint[])
    ) changed on true`
}
