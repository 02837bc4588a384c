import { sql, statement } from '../../db/sql.ts'
import { SESSION_LOCK_CLASS } from '../../ledger/sql/selectWorkers.ts'

export interface WorkerDraft {
  readonly name: string
  readonly bootId: string
  readonly host: string
  readonly pid: number
  readonly machineBootId: string | null
  readonly version: string
  readonly types: readonly string[]
  readonly concurrency: number
  readonly heartbeatEveryMs: number
}

/**
 * Takes a name for a new boot, unless the session of the boot before it is held: then zero rows. The names of two boots
 * that ask at once are settled by the row; the earlier of them finds at its next beat that it was replaced.
 */
export function registerWorker(worker: WorkerDraft) {
  return statement(sql<{ sessionKey: number }>`
    insert into runtruth.workers as w (
      name, boot_id, host, pid, machine_boot_id, version, types, concurrency, heartbeat_every_ms)
    values (
      ${worker.name}, ${worker.bootId}::uuid, ${worker.host}, ${worker.pid}, ${worker.machineBootId}, ${worker.version},
      ${worker.types}::text[], ${worker.concurrency}, ${worker.heartbeatEveryMs})
    on conflict (name) do update set
      boot_id = excluded.boot_id, host = excluded.host, pid = excluded.pid, machine_boot_id = excluded.machine_boot_id,
      version = excluded.version, types = excluded.types, concurrency = excluded.concurrency,
      heartbeat_every_ms = excluded.heartbeat_every_ms, started_at = now(), heartbeat_at = now(), stopped_at = null
    where not exists (
      select 1 from pg_locks l
      where l.locktype = 'advisory' and l.classid::bigint = ${sql.lit(SESSION_LOCK_CLASS)} and l.objid::bigint = w.session_key
        and l.objsubid = 2 and l.granted and l.database = (select oid from pg_database where datname = current_database()))
    returning w.session_key as "sessionKey"`)
}
