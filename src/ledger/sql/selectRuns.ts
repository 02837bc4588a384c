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
 * Of `knownTypes` it does not say how long they usually take.
 */
export function selectRuns(
  page: RawBuilder<unknown>,
  place: 'with_place' | 'without_place' = 'with_place',
  missing: 'note_missing' | 'look_only' = 'note_missing',
  knownTypes: readonly string[] = [],
) {
  const told = place === 'with_place'
  return statement(sql<JudgedRow>`
    with r as materialized (${withJobs(page, sql`r.*`)}),
    missed as (${missing === 'note_missing' ? noteMissing : noteNothing})
    ${told ? sql`, ends as materialized (${endsOfHeads}), waiting as (${headsOfQueues})` : sql``},
    durations as materialized (${durationsOfTypes(knownTypes)})
    select ${runColumns},
      parts.total as "partsTotal", parts.finished as "partsFinished",
      ${jobState} as "jobState", ${jobSince} as "jobSince",
      ${told ? sql`waiting.ahead` : sql`null::integer`} as ahead,
      durations.p50_p95_ms[1] as "p50Ms", durations.p50_p95_ms[2] as "p95Ms", durations.samples
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

/** Whether a run of the page waits in line. */
const waits = sql`r.status = 'queued' and r.job_state < 'active' and r.job_start_after <= now()`

/** What waits in a queue, in the order and from the index the queue itself fetches by. */
const inLine = sql`
          select w.priority, w.created_on from runtruth_queue.job w
          where w.name = queued.name and w.state < 'active' and not w.blocked and w.start_after <= now()
          order by w.priority desc, w.created_on`

/**
 * How far places are told in each queue that a run of the page waits in; null where the whole queue is. What is newest
 * mostly waits behind that, and then the places before it need not be counted.
 */
const endsOfHeads = sql`
      select queued.name, last.priority, last.created_on
      from (select distinct r.queue_name as name from r where ${waits}) queued
      left join lateral (${inLine} offset ${sql.lit(PLACES_TOLD - 1)} limit 1) last on true`

/** The places in each queue where a run of the page has one that is told. Those who came at the same time share one. */
const headsOfQueues = sql`
      select queued.name, head.priority, head.created_on, head.ahead
      from (
        select distinct r.queue_name as name from r join ends on ends.name = r.queue_name
        where ${waits} and (ends.priority is null or r.job_priority > ends.priority
          or r.job_priority = ends.priority and r.job_created_on <= ends.created_on)
      ) queued
      cross join lateral (
        select placed.priority, placed.created_on, (min(placed.nth) - 1)::integer as ahead
        from (
          select first.priority, first.created_on, row_number() over () as nth
          from (${inLine} limit ${sql.lit(PLACES_TOLD)}) first
        ) placed
        group by placed.priority, placed.created_on
      ) head`

const joinPlace = sql`
    left join waiting on ${waits} and waiting.name = r.queue_name
      and waiting.priority = r.job_priority and waiting.created_on = r.job_created_on`
