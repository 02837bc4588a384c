import type { Tables } from './tables.ts'

/** Whatever BullMQ has kept settings or jobs of; a job's queues are found by leaping through its primary key. */
export function selectQueueNames({ job, meta }: Tables): string {
  return `
    with recursive leap(queue) as (
      (select queue from ${job} order by queue limit 1)
      union all
      select (select j.queue from ${job} j where j.queue > leap.queue order by j.queue limit 1) from leap where leap.queue is not null
    )
    select queue as name from leap where queue is not null union select queue from ${meta} order by 1`
}
