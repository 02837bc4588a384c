import { NEXT_AT_MOST } from '../../../contract.ts'
import type { Shape } from '../shape.ts'
import { isDue } from './jobColumns.ts'

export interface QueueRow {
  name: string
  expireSeconds: number | null
  next: string[]
}

/** The queues that are followed, \`q\`: pg-boss's own are not. $1 names them, or is null for all. */
export function followed({ schema }: Shape): string {
  return `(select q.* from ${schema}.queue q where q.name not like '\\_\\_pgboss\\_\\_%' and ($1::text[] is null or q.name = any($1))) q`
}

export function selectFollowed(shape: Shape): string {
  return `select q.name from ${followed(shape)}`
}

/** Each with what its workers fetch next, in the order of the fetch itself. */
export function selectQueues(shape: Shape): string {
  const expiry = shape.queue.has('expire_seconds') ? 'q.expire_seconds' : 'null::int'
  return `
    select q.name, ${expiry} as "expireSeconds", coalesce(n.ids, '{}') as next
    from ${followed(shape)}
    cross join lateral (
      select array_agg(due.id) as ids from (
        select j.id::text as id from ${shape.schema}.job j
        where j.name = q.name and ${isDue(shape)}
        order by j.priority desc, j.created_on limit ${NEXT_AT_MOST}
      ) due
    ) n`
}
