import { NEXT_AT_MOST } from '../../../contract.ts'
import type { Tables } from './tables.ts'

export interface LookRow {
  readonly nowMs: number
  readonly upSinceMs: number
  /** Changes when the server is another one, or a standby becomes the primary. */
  readonly incarnation: string
  readonly isReplica: boolean
  readonly wasPromoted: boolean
  /** Sessions whose application name is not empty. */
  readonly sessions: readonly SessionReading[]
  readonly queues: readonly QueueReading[]
  readonly active: readonly ActiveReading[]
}

export interface SessionReading {
  readonly name: string
  readonly pid: number
  readonly host: string | null
  /** Null: this role may not know it. */
  readonly openedMs: number | null
}

export interface QueueReading {
  readonly name: string
  readonly paused: boolean
  readonly pausedMs: number | null
  readonly next: readonly string[]
}

export interface ActiveReading {
  readonly queue: string
  readonly id: string
  readonly attemptsStarted: number
  readonly startedMs: number | null
  readonly processedBy: string | null
  readonly lockedUntilMs: number | null
}

/** Of all queues together; of more is not said who has them. */
const ACTIVE_AT_MOST = 10_000

/**
 * Workers, queues and what is active, at one moment. $1: names of queues. After a crash of one of its processes PostgreSQL drops
 * every session without being started anew, but its statistics begin again.
 */
export function selectLook({ job, meta, event }: Tables): string {
  return `
    select extract(epoch from statement_timestamp())::float8 * 1000 as "nowMs",
      extract(epoch from greatest(pg_postmaster_start_time(), (select stats_reset from pg_stat_bgwriter)))::float8 * 1000 as "upSinceMs",
      server.place || '/' || extract(epoch from pg_postmaster_start_time()) as incarnation,
      pg_is_in_recovery() as "isReplica", server.place not in ('standby', '00000001') as "wasPromoted",
      coalesce((
        select json_agg(json_build_object('name', s.application_name, 'pid', s.pid, 'host', host(s.client_addr),
          'openedMs', extract(epoch from s.backend_start)::float8 * 1000))
        from pg_stat_activity s where s.datname = current_database() and s.application_name <> '' and s.pid <> pg_backend_pid()
      ), '[]') as sessions,
      coalesce((
        select json_agg(json_build_object('name', q.name,
          'paused', exists (select 1 from ${meta} m where m.queue = q.name and m.field = 'paused' and m.value = '1'),
          'pausedMs', (select max(e.created_at_ms) from ${event} e where e.queue = q.name and e.event = 'paused'),
          'next', array(select j.id from ${job} j where j.queue = q.name and j.state = 'waiting' order by j.priority, j.seq limit ${NEXT_AT_MOST}))
          order by q.name)
        from unnest($1::text[]) q(name)
      ), '[]') as queues,
      coalesce((
        select json_agg(json_build_object('queue', a.queue, 'id', a.id, 'attemptsStarted', a.attempts_started, 'startedMs', a.processed_at_ms,
          'processedBy', a.processed_by, 'lockedUntilMs', a.locked_until_ms))
        from (select * from ${job} where state = 'active' and queue = any ($1::text[]) limit ${ACTIVE_AT_MOST}) a
      ), '[]') as active
    from (
      select case when pg_is_in_recovery() then 'standby' else left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) end as place
    ) server`
}
