import { sql, type RawBuilder } from '../../db/sql.ts'

/** Carried by our own queue and still open: the queue has a word to say. */
const isOurs = sql`(r.source = 'pg-boss' and r.status <> 'completed' and r.queue_job_id is not null)`

/** When somebody else's queue was first found to have no such job any more, as whoever follows it noted. */
const missedSince = sql`(select m.first_missed_at from runtruth.missing_jobs m
          where m.workspace_id = r.workspace_id and m.run_id = r.id and m.queue_job_id = r.queue_job_id)`

/**
 * Columns of the runs of a page, each with the job of our own queue that carries it. The job is joined to the row itself,
 * before anything is kept aside: nothing is known of the size of what is kept aside, and two such sets joined by id were
 * compared pair by pair. The limit changes nothing about a primary key; it keeps the planner from reading the whole queue
 * when much is open.
 */
export function withJobs(page: RawBuilder<unknown>, columns: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
      select ${columns}, ${isOurs} as ours, j.id as job_id, j.state as job_state, j.priority as job_priority, j.start_after as job_start_after,
        j.created_on as job_created_on, j.started_on as job_started_on, j.completed_on as job_completed_on
      from (${page}) r
      left join lateral (
        select j.id, j.state, j.priority, j.start_after, j.created_on, j.started_on, j.completed_on from runtruth_queue.job j
        where j.name = r.queue_name and j.id = case when ${isOurs} then r.queue_job_id::uuid end
        limit 1
      ) j on true`
}

/** Body of the CTE `missed`: notes when a job of `r` was first missed, so that every reader tells the same age. */
export const noteMissing = sql`
      insert into runtruth.missing_jobs (workspace_id, run_id, queue_job_id)
      select r.workspace_id, r.id, r.queue_job_id from r where r.ours and r.job_id is null
      on conflict do nothing
      returning run_id, first_missed_at`

/** The same for who may only look. */
export const noteNothing = sql`select null::bigint as run_id, null::timestamptz as first_missed_at where false`

/** The queue's word about the job of `r`; null for a run it does not carry. */
export const jobState = sql`
      case
        when r.observed and r.status <> 'completed' then case
          when ${missedSince} is not null then 'missing'
          when r.status = 'running' then 'active'
          else case when r.available_at > now() then 'delayed' else 'waiting' end end
        when not r.ours then null
        when r.job_id is null then 'missing'
        when r.job_state in ('created', 'retry') then case when r.job_start_after > now() then 'delayed' else 'waiting' end
        when r.job_state = 'cancelled' then 'failed'
        else r.job_state::text
      end`

/** Since when it says so. */
export const jobSince = sql`
      case
        when r.observed and r.status <> 'completed' then coalesce(${missedSince},
          case when r.status = 'running' then coalesce(r.restarted_at, r.started_at) else coalesce(r.available_at, r.created_at) end)
        when not r.ours then null
        when r.job_id is null then coalesce(
          ${missedSince},
          (select missed.first_missed_at from missed where missed.run_id = r.id), now())
        when r.job_state in ('created', 'retry') then r.job_created_on
        when r.job_state = 'active' then r.job_started_on
        else r.job_completed_on
      end`
