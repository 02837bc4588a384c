import { JOB_COLUMNS, type JobRow } from './jobColumns.ts'
import { besideJobs, type Tables } from './tables.ts'

/** A job that is not there has no id and none of the rest. */
export type AskedRow = { readonly now: Date; readonly lastId: string | null } & (JobRow | { readonly id: null })

/** One row for each id of $1, in their order. */
export function selectAsked(tables: Tables): string {
  return `
    select statement_timestamp() as now, ${tables.sequence === null ? 'null' : `(select last_value::text from ${tables.sequence})`} as "lastId", ${JOB_COLUMNS}
    from unnest($1::bigint[]) with ordinality asked (id, place)
    left join ${tables.jobs} j on j.id = asked.id ${besideJobs(tables)}
    order by asked.place`
}
