import { JOB_COLUMNS } from './jobColumns.ts'
import { besideJobs, type Tables } from './tables.ts'

/** At most $2 jobs after the id $1, in the order of their ids. */
export function selectPage(tables: Tables): string {
  return `
    select ${JOB_COLUMNS}
    from (select * from ${tables.jobs} where id > $1::bigint order by id limit $2) j ${besideJobs(tables)}
    order by j.id`
}
