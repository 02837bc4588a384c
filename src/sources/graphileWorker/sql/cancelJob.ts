import { CANCELLED } from './jobColumns.ts'
import type { Tables } from './tables.ts'

/**
 * Ends the job $1, in the life that began at $2 (null: whichever it has), with a record: Graphile Worker's other way, `complete_jobs`, deletes it,
 * which is how it records success. Only what nobody has locked, and not if somebody is just about to.
 */
export function cancelJob({ jobs }: Tables, schema: string): string {
  return `
    with queued as materialized (
      select id, attempts from ${jobs}
      where id = $1::bigint and ($2::timestamptz is null or date_trunc('milliseconds', created_at) = $2) and locked_at is null and attempts < max_attempts
      for update skip locked
    )
    select ended.id::text from queued cross join lateral ${schema}.permanently_fail_jobs(array[queued.id], '${CANCELLED}' || queued.attempts) ended`
}
