import { sql, statement } from '../../db/sql.ts'
import type { SeenHolder, SeenLine } from '../observation.ts'

/** The first key of every worker's session lock ("RUNT"); the second is the worker's session_key. */
export const SESSION_LOCK_CLASS = 0x52554e54

/** A source as the database writes it inside JSON. */
export interface SourceRow {
  readonly name: string
  readonly kind: string
  readonly control: boolean
  readonly lookedAt: string | null
  readonly upSince: string | null
  readonly look: { readonly workers?: Record<string, SeenHolder>; readonly queues?: Record<string, SeenLine> } | null
}

export interface WorkerRow {
  asOf: Date
  databaseUpSince: Date | null
  name: string | null
  bootId: string
  host: string
  pid: number
  machineBootId: string | null
  version: string
  types: string[]
  concurrency: number
  startedAt: Date
  heartbeatAt: Date
  heartbeatEveryMs: number
  stoppedAt: Date | null
  sessionHeld: boolean
  /** What was last seen of other queues; on the first row only, null where there are none. */
  sources: SourceRow[] | null
}

/**
 * Every worker with its session, and since when this database has been up; one row with a null name when there are none.
 * `asOf` is the start of the statement: the beats are read at that instant and the locks after it, so a lock that was
 * let go in between is judged by a beat that is older, never younger, than it.
 */
export const selectWorkers = statement(sql<WorkerRow>`
  with held as materialized (
    select objid::bigint as session_key from pg_locks
    where locktype = 'advisory' and classid::bigint = ${sql.lit(SESSION_LOCK_CLASS)} and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())
  )
  select statement_timestamp() as "asOf", up.since as "databaseUpSince", w.name, w.boot_id as "bootId", w.host, w.pid,
    w.machine_boot_id as "machineBootId", w.version, w.types, w.concurrency, w.started_at as "startedAt", w.heartbeat_at as "heartbeatAt",
    w.heartbeat_every_ms as "heartbeatEveryMs", w.stopped_at as "stoppedAt",
    exists (select 1 from held where held.session_key = w.session_key) as "sessionHeld",
    case when row_number() over () = 1 then (
      select json_agg(json_build_object('name', s.name, 'kind', s.kind, 'control', s.control, 'lookedAt', s.looked_at, 'upSince', s.up_since, 'look', s.look))
      from runtruth.sources s
    ) end as sources
  from (select runtruth.database_up_since() as since) up left join runtruth.workers w on true`)
