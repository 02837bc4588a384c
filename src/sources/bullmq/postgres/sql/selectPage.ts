import { jobColumns, type JobRow } from './jobColumns.ts'
import type { Tables } from './tables.ts'

export type PageRow = JobRow & { readonly nowMs: number }

/** By the primary key, which a job keeps whatever happens to it. $1 queues, $2 and $3 where the last page ended, $4 how many. */
export function selectPage(tables: Tables): string {
  return `
    select extract(epoch from statement_timestamp())::float8 * 1000 as "nowMs", ${jobColumns(tables)}
    from ${tables.job} j
    where j.queue = any ($1::text[]) and (j.queue, j.id) > ($2, $3)
    order by j.queue, j.id limit $4`
}
