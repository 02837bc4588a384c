import type { Shape } from '../shape.ts'

export interface InstanceRow {
  id: string
  instance: unknown
  startedOn: Date
  heartbeatOn: Date
}

/** Those pg-boss keeps of the dead are bounded by it; what is beyond these beat long ago. */
const AT_MOST = 300

/** Instances that did not say goodbye, by their last beat. One that stopped has drained its workers before saying so. */
export function selectInstances({ schema }: Shape): string {
  return `
    select i.id::text as id, to_jsonb(i) - 'metrics' as instance, i.started_on as "startedOn", i.heartbeat_on as "heartbeatOn"
    from ${schema}.instance i where i.stopped_on is null
    order by i.heartbeat_on desc limit ${AT_MOST}`
}

export interface ConnectionsRow {
  name: string
  count: number
}

/** Connections to this database by the name they carry; everybody may see that much of everybody. */
export const SELECT_CONNECTIONS = `
  select a.application_name::text as name, count(*)::int as count from pg_stat_activity a
  where a.datname = current_database() and a.pid <> pg_backend_pid() and a.application_name <> '' group by 1`
