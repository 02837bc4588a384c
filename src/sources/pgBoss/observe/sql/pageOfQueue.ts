import type { Shape } from '../shape.ts'
import { FAILURE, jobColumns } from './jobColumns.ts'

/** At most $3 jobs of queue $1 with ids after $2, by primary key: ids are random, and a new job disturbs no page. */
export function pageOfQueue(shape: Shape): string {
  return `
    select ${jobColumns(shape)} from (
      select * from ${shape.schema}.job where name = $1 and id > $2::uuid order by id limit $3
    ) j ${FAILURE} order by j.id`
}
