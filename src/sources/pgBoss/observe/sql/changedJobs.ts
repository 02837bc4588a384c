import type { Shape } from '../shape.ts'
import { FAILURE, jobColumns } from './jobColumns.ts'
import { followed } from './selectQueues.ts'

const BEGIN = `$2::timestamptz - $8::int * interval '1 millisecond'`

/** Where a window ends that begins at $2: $3 if given, else an hour later, or not before all there is. */
const END = `coalesce($3::timestamptz, ${endOfWindow('$2::timestamptz')})`

/** Null-safe for the caller: what began longer ago than a window is read in portions. */
export function endOfWindow(from: string): string {
  return `case when ${from} < now() - interval '1 hour' then ${from} + interval '1 hour' else 'infinity' end`
}

/**
 * Jobs of the queues of $1 that were created, ended or became due from $8 milliseconds before $2 to before $3, or by transactions
 * that began at $4; at most $7 after ($5, $6). What is put back for another attempt is due anew, or will be: it is told then.
 */
export function changedJobs(shape: Shape): string {
  const { schema } = shape
  const from = (column: string, upTo: string, which = '') => `
    select j.name, j.id from ${schema}.job j
    where j.name = q.name ${which} and j.${column} >= ${BEGIN} and j.${column} < ${upTo}
    union all
    select j.name, j.id from unnest($4::timestamptz[]) began (at) join ${schema}.job j on j.name = q.name ${which} and j.${column} = began.at`
  return `
    with changed as materialized (
      select distinct c.name, c.id from ${followed(shape)} cross join lateral (
        ${from('created_on', END)}
        union all ${from('completed_on', END)}
        union all ${from('start_after', `least(${END}, now())`, `and j.state in ('created', 'retry', 'active')`)}
      ) c
      where (c.name, c.id) > ($5::text, $6::uuid)
      order by 1, 2 limit $7
    )
    select ${jobColumns(shape)} from changed c join ${schema}.job j on j.name = c.name and j.id = c.id ${FAILURE} order by j.name, j.id`
}

/** The same, of what waits: all that can be asked of many jobs where no index tells when they were created. */
export function newWaitingJobs(shape: Shape): string {
  const blocked = shape.job.has('blocked') ? 'and not j.blocked' : ''
  return `
    select ${jobColumns(shape)} from ${followed(shape)} join ${shape.schema}.job j on j.name = q.name ${FAILURE}
    where j.state < 'active' ${blocked}
      and ((j.created_on >= ${BEGIN} and j.created_on < ${END}) or j.created_on = any($4::timestamptz[]))
      and (j.name, j.id) > ($5::text, $6::uuid)
    order by j.name, j.id limit $7`
}
