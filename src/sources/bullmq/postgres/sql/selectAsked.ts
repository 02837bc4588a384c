import { jobColumns, type JobRow } from './jobColumns.ts'
import type { Tables } from './tables.ts'

/** A row for each asked, in the order asked; without a job its id is null. */
export type AskedRow = { readonly nowMs: number } & (JobRow | { readonly id: null })

/** $1 queues, $2 ids. */
export function selectAsked(tables: Tables): string {
  return `
    select extract(epoch from statement_timestamp())::float8 * 1000 as "nowMs", ${jobColumns(tables)}
    from unnest($1::text[], $2::text[]) with ordinality as asked(queue, id, place)
    left join ${tables.job} j on j.queue = asked.queue and j.id = asked.id
    order by asked.place`
}
