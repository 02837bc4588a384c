import type { Tables } from './tables.ts'

export interface EventRow {
  readonly queue: string
  readonly atMs: number
  readonly event: string
  readonly jobId: string
  readonly prev: string | null
}

/** All that is told of these jobs, in order. $1 queues, $2 ids. There is no index for it; BullMQ keeps some 10,000 events of a queue. */
export function selectEnds({ event }: Tables): string {
  return `
    select e.queue, e.created_at_ms::float8 as "atMs", e.event, e.data->>'jobId' as "jobId", e.data->>'prev' as prev
    from ${event} e join (select distinct queue, id from unnest($1::text[], $2::text[]) asked(queue, id)) asked
      on asked.queue = e.queue and asked.id = e.data->>'jobId'
    order by e.id`
}
