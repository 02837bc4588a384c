import { NEXT_AT_MOST } from '../../contract.ts'
import type { Tables } from './tables.ts'

export interface LookRow {
  readonly now: Date
  readonly upSince: Date
  readonly liveWorkers: number | null
  readonly next: readonly string[]
}

/** Due jobs among which those that start next are sought; most of them may wait for their named queue. */
const AMONG = 10 * NEXT_AT_MOST

/**
 * Workers are counted by the session on which each pool listens for new jobs, for as long as it runs. Its text names no
 * schema, so with two of them in one database nobody knows whose it is; and a role that may not see other sessions' texts
 * sees none of them. A pool that works off what is there and ends (`runOnce`) does not listen: its locks do not begin with
 * `pool-`, and no version before 0.17 tells the two apart.
 */
export function selectLook({ jobs, queues }: Tables): string {
  return `
    select statement_timestamp() as now, pg_postmaster_start_time() as "upSince",
      case
        when session.hidden then null
        when session.listening = 0 then
          case when exists (select 1 from ${jobs} where locked_by is not null and locked_by not like 'pool-%') then null else 0 end
        when (select count(*) from pg_class where relname in ('_private_jobs', 'known_crontabs') and relkind = 'r') > 1 then null
        else session.listening
      end as "liveWorkers",
      array(
        select due.id::text from (
          select id, priority, run_at, job_queue_id, flags from ${jobs}
          where is_available and run_at <= now() order by priority, run_at limit ${AMONG}
        ) due
        where due.flags is null
          and (due.job_queue_id is null or exists (select 1 from ${queues} q where q.id = due.job_queue_id and q.locked_at is null))
        order by due.priority, due.run_at, due.id limit ${NEXT_AT_MOST}
      ) as next
    from (
      select count(*) filter (where a.query like 'LISTEN "jobs:insert"%')::int as listening,
        coalesce(bool_or(a.query = '<insufficient privilege>' or a.state = 'disabled'), false) as hidden
      from pg_stat_activity a
      where a.datname = current_database() and a.usesysid is not null and a.pid <> pg_backend_pid()
    ) session`
}
