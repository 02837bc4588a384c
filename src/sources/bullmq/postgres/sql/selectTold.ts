import type { Tables } from './tables.ts'

export interface ToldRow {
  /** The table, and the history of the server that its transaction ids belong to. */
  readonly incarnation: string
  /** The oldest transaction that was still running: everything before it is settled for ever. */
  readonly horizon: string
  /** The first transaction id that was not given yet. */
  readonly next: string
  /** Anchors that are not there any more. */
  readonly lost: number
  /** The newest event of each queue. */
  readonly newest: readonly (readonly [queue: string, id: number])[]
  readonly told: readonly { readonly queue: string; readonly jobId: string; readonly by: string }[]
}

/**
 * Events written by transactions from $2 on, except those in $3. Ids become visible in another order than they were given, so they
 * are not followed; transactions can be. $1 queues, $4 and $5 queues and ids of the anchors. A row keeps 32 bits of the 64 of
 * its transaction id: it was written at most 2^31 transactions ago, or the answer is not used.
 */
export function selectTold({ event }: Tables): string {
  return `
    select seen.incarnation, seen.horizon::text, seen.next::text,
      (select count(*)::int from unnest($4::text[], $5::bigint[]) anchor(queue, id)
        where not exists (select 1 from ${event} e where e.queue = anchor.queue and e.id = anchor.id)) as lost,
      coalesce((select json_agg(json_build_array(q.name, (select max(e.id) from ${event} e where e.queue = q.name)))
        from unnest($1::text[]) q(name)), '[]') as newest,
      coalesce((
        select json_agg(json_build_object('queue', written.queue, 'jobId', written.job_id, 'by', written.by::text))
        from (
          select e.queue, e.data->>'jobId' as job_id, seen.next - ((seen.next - e.xmin::text::bigint) & 4294967295) as by
          from ${event} e where e.queue = any ($1::text[]) and e.data ? 'jobId'
        ) written
        where written.by >= $2::bigint and written.by <> all ($3::bigint[])
      ), '[]') as told
    from (
      select txid_snapshot_xmin(snapshot) as horizon, txid_snapshot_xmax(snapshot) as next,
        '${event.replaceAll("'", "''")}'::regclass::oid || '-' ||
          case when pg_is_in_recovery() then 'standby' else left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) end as incarnation
      from (select txid_current_snapshot() as snapshot offset 0) now
    ) seen`
}
