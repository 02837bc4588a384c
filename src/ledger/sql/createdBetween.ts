import { sql, type RawBuilder } from '../../db/sql.ts'

/**
 * An id is drawn after its transaction began, and created_at is that beginning: a run may carry a smaller time than its
 * neighbours by as long as such a transaction lasts. Smaller: one that lasts longer would fall out of a page. Larger: more
 * rows beside the range are read for nothing.
 */
const SLACK = sql`interval '1 hour'`

/** So many ids are read sooner than halved further. */
const NEAR_ENOUGH = 1_000
/** More than any sequence has ids to halve. */
const HALVINGS = 64

/**
 * Runs created at or after, and before. No index on created_at has to be kept: ids grow with time but for the slack, so a
 * range of time is a range of ids, found by halving over the primary key. The exact times are compared besides.
 */
export function createdBetween(
  workspaceId: number | RawBuilder<number>,
  from: Date | undefined,
  to: Date | undefined,
): RawBuilder<unknown> {
  const after =
    from === undefined
      ? sql``
      : sql`and r.created_at >= ${from} and r.id >= ${turningPoint(workspaceId, sql`x.created_at > ${from}::timestamptz - ${SLACK}`, 'low')}`
  const before =
    to === undefined
      ? sql``
      : sql`and r.created_at < ${to} and r.id <= ${turningPoint(workspaceId, sql`x.created_at >= ${to}::timestamptz + ${SLACK}`, 'high')}`
  return sql`${after} ${before}`
}

/**
 * Where runs begin to be `late`, between a low id that is not and a high id that is. Sound however ids and times are mixed
 * inside the slack: the low end has only moved past a run that is early, the high end only before one that is late.
 */
function turningPoint(workspaceId: number | RawBuilder<number>, late: RawBuilder<unknown>, end: 'low' | 'high'): RawBuilder<unknown> {
  return sql`(
    with recursive halving (low, high, turn) as (
      select min(x.id), max(x.id), 0 from runtruth.operation_runs x where x.workspace_id = ${workspaceId}
      union all
      select case when probe.late then h.low else m.middle end, case when probe.late then m.middle else h.high end, h.turn + 1
      from halving h
      cross join lateral (select h.low + (h.high - h.low) / 2 as middle) m
      cross join lateral (
        select ${late} as late from runtruth.operation_runs x
        where x.workspace_id = ${workspaceId} and x.id >= m.middle order by x.id limit 1
      ) probe
      where h.high - h.low > ${sql.lit(NEAR_ENOUGH)} and h.turn < ${sql.lit(HALVINGS)}
    )
    select ${sql.ref(end)} from halving order by turn desc limit 1)`
}
