import { sql, statement, type RawBuilder } from '../../db/sql.ts'
import type { QueueJobState } from '../../truth/facts.ts'
import { durationsOfTypes } from './durations.ts'
import { jobSince, jobState, noteMissing, noteNothing, withJobs } from './queueWord.ts'
import { runColumns, type RunRow } from './runColumns.ts'

export interface JudgedRow extends RunRow {
  partsTotal: number | null
  partsFinished: number | null
  jobState: QueueJobState | null
  jobSince: Date | null
  /** Jobs of the same queue that come first; null unless the run waits in our own queue, or when it waits too far back to be told. */
  ahead: number | null
  /** How long the type usually takes; null without history. */
  p50Ms: number | null
  p95Ms: number | null
  samples: number | null
}

/** So many places from the head of a queue are told; further back a place is *not known*, because reading it costs too much. */
const PLACES_TOLD = 200

/**
 * Runs with everything their verdicts need, in one statement whatever the number of rows: parts, the queue's own word,
 * the place in the queue, how long their types usually take. `page` selects from operation_runs as r. Who walks all that is open leaves out the place in the
 * queue: it reads the head of every queue, once per page. Who looks across workspaces only looks: the system's role notes nothing.
 */
export function selectRuns(
  page: RawBuilder<unknown>,
  place: 'with_place' | 'without_place' = 'with_place',
  missing: 'note_missing' | 'look_only' = 'note_missing',
) {
  const told = place === 'with_place'
  return statement(sql<JudgedRow>`
    with r as materialized (${withJobs(page, sql`r.*`)}),
    missed as (${missing === 'note_missing' ? noteMissing : noteNothing})
    ${told ? sql`, waiting as (${headsOfQueues})` : sql``},
    durations as materialized (${durationsOfTypes})
    select ${runColumns},
      parts.total as "partsTotal", parts.finished as "partsFinished",
      ${jobState} as "jobState", ${jobSince} as "jobSince",
      ${told ? sql`waiting.ahead` : sql`null::integer`} as ahead,
      durations.p50_ms as "p50Ms", durations.p95_ms as "p95Ms", durations.samples
    from r
    left join durations on durations.workspace_id = r.workspace_id and durations.type = r.type
    left join runtruth.tenants t on t.workspace_id = r.workspace_id and t.id = r.tenant_id
    ${told ? joinPlace : sql``}
    left join lateral (
      select count(*)::integer as total, count(*) filter (where p.status = 'completed')::integer as finished
      from runtruth.operation_runs p where r.composite and p.workspace_id = r.workspace_id and p.parent_id = r.id
    ) parts on r.composite
    order by r.id desc`)
}

/**
 * What comes first in each queue that a run of the page waits in, in the order and from the index the queue itself fetches by.
 * Counted queue by queue: one sort over all of them costs more than many small ones.
 */
const headsOfQueues = sql`
      select queued.name, head.priority, head.created_on, head.ahead
      from (select distinct r.queue_name as name from r where r.ours and r.status = 'queued') queued
      cross join lateral (
        select first.priority, first.created_on,
          (sum(count(*)::integer) over (order by first.priority desc, first.created_on) - count(*))::integer as ahead
        from (
          select w.priority, w.created_on from runtruth_queue.job w
          where w.name = queued.name and w.state < 'active' and not w.blocked and w.start_after <= now()
          order by w.priority desc, w.created_on limit ${sql.lit(PLACES_TOLD)}
        ) first
        group by first.priority, first.created_on
      ) head`

const joinPlace = sql`
    left join waiting on r.status = 'queued' and r.job_state < 'active' and r.job_start_after <= now() and waiting.name = r.queue_name
      and waiting.priority = r.job_priority and waiting.created_on = r.job_created_on`
