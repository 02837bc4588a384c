import { sql, statement } from '../../db/sql.ts'

export interface RegisteredWorker {
  host: string
  pid: number
  silentMs: number
}

/** Who holds a name now, and for how many milliseconds it has been silent. */
export function selectWorker(name: string) {
  return statement(sql<RegisteredWorker>`
    select w.host, w.pid, greatest(0, extract(epoch from clock_timestamp() - w.heartbeat_at) * 1000)::integer as "silentMs"
    from runtruth.workers w where w.name = ${name}`)
}
