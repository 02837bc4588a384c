export interface ServerRow {
  now: Date
  upSince: Date | null
  timeline: string | null
}

/**
 * The clock, and since when the sessions of this server can have stood. After a crash of one of its processes PostgreSQL drops
 * every session without being started anew, but its statistics begin again. A standby shows the sessions of its readers.
 */
export const SELECT_SERVER = `
  select clock_timestamp() as now,
    case when not pg_is_in_recovery() then greatest(pg_postmaster_start_time(), (select stats_reset from pg_stat_bgwriter)) end as "upSince",
    case when not pg_is_in_recovery() then left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) end as timeline`
