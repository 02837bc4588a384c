import { sql, statement } from '../../db/sql.ts'

/** Workers silent for a week to whom no open run was leased: as long as one was, their row is evidence. */
export function deleteOldWorkers() {
  return statement(sql<{ name: string }>`
    delete from runtruth.workers w
    where w.heartbeat_at < now() - interval '7 days'
      and not exists (select 1 from runtruth.operation_runs r where r.status <> 'completed' and r.status = 'running' and r.lease_worker = w.name)
    returning w.name`)
}
