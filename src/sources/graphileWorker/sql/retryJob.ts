import { CANCELLED } from './jobColumns.ts'
import type { Tables } from './tables.ts'

/**
 * One more attempt, now, for the job $1 in the life that began at $2 (null: whichever it has), which has ended for good. The count of attempts goes
 * on, so that a later attempt never bears an earlier one's number; one that was cancelled gets back what it had left.
 */
export function retryJob({ jobs }: Tables, schema: string): string {
  return `
    with ended as materialized (
      select id, attempts, max_attempts,
        case when last_error like '${CANCELLED}%' then substring(last_error from '[0-9]+$')::int end as begun
      from ${jobs}
      where id = $1::bigint and ($2::timestamptz is null or date_trunc('milliseconds', created_at) = $2) and locked_at is null and attempts >= max_attempts
      for update skip locked
    )
    select again.id::text
    from ended cross join lateral ${schema}.reschedule_jobs(
      array[ended.id], run_at := now(), attempts := coalesce(ended.begun, ended.attempts),
      max_attempts := case when ended.begun is null then ended.attempts + 1 else ended.max_attempts end) again`
}
