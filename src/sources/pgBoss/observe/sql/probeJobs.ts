import type { Shape } from '../shape.ts'
import { FAILURE, jobColumns, type JobRow } from './jobColumns.ts'

export interface ProbeRow extends JobRow {
  asked: number
}

/** The jobs of queues $1 with ids $2, by primary key; those that are not there give no row. */
export function probeJobs(shape: Shape): string {
  return `
    select w.asked::int as asked, ${jobColumns(shape)}
    from unnest($1::text[], $2::uuid[]) with ordinality w (name, id, asked)
    join ${shape.schema}.job j on j.name = w.name and j.id = w.id ${FAILURE}`
}
