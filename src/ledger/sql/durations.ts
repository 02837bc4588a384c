import { sql, type RawBuilder } from '../../db/sql.ts'

/** So many of the latest durations per type are enough for an honest p95, and keep the cost of a screen fixed. */
const SAMPLES = 100

/**
 * A CTE's body: durations of what succeeded in the last 30 days, for each type in the CTE `r` but those `known`, from an index alone. Both
 * percentiles are of one sort, and each type is summed up by itself: grouping them all together took twice as long.
 */
export function durationsOfTypes(known: readonly string[]): RawBuilder<unknown> {
  return sql`
      select wanted.workspace_id, wanted.type, took.p50_p95_ms, took.samples
      from (select distinct r.workspace_id, r.type from r where r.type <> all(${known}::text[])) wanted
      cross join lateral (
        select percentile_cont(array[0.5, 0.95]) within group (order by d.ms)::float8[] as p50_p95_ms, count(*)::integer as samples
        from (
          select date_part('epoch', h.completed_at - h.started_at) * 1000 as ms
          from runtruth.operation_runs h
          where h.workspace_id = wanted.workspace_id and h.type = wanted.type and h.outcome = 'succeeded' and h.started_at is not null
            and h.completed_at > now() - interval '30 days'
          order by h.completed_at desc limit ${sql.lit(SAMPLES)}
        ) d
      ) took`
}
