import type pg from 'pg'
import type { JobState } from '../../../src/sources/contract.ts'

export const SCHEMA = 'graphile_worker'

/** By the public view, as Graphile Worker documents what its columns mean. */
export async function countJobs(owner: pg.Pool): Promise<Record<JobState, number>> {
  const { rows } = await owner.query<Record<JobState, number>>(`
    select count(*) filter (where locked_at is null and attempts < max_attempts and run_at <= now())::int as waiting,
      count(*) filter (where locked_at is null and attempts < max_attempts and run_at > now())::int as delayed,
      count(*) filter (where locked_at is not null)::int as active,
      count(*) filter (where locked_at is null and attempts = max_attempts)::int as failed,
      0 as completed, 0 as cancelled
    from ${SCHEMA}.jobs`)
  const [counted] = rows
  if (!counted) throw new Error('A count answers one row.')
  return counted
}
