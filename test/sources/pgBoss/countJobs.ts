import type pg from 'pg'
import { JOB_STATES, type JobState } from '../../../src/sources/contract.ts'

/** By its own states, as it documents them. */
export async function countJobs(owner: pg.Pool): Promise<Record<JobState, number>> {
  const { rows } = await owner.query<{ state: JobState; count: number }>(`
    select case when state < 'active' then case when start_after <= now() then 'waiting' else 'delayed' end else state::text end as state, count(*)::int
    from pgboss.job where name not like '\\_\\_pgboss\\_\\_%' group by 1`)
  const counted = new Map(rows.map(({ state, count }) => [state, count]))
  // Each of the states is in the list.
  return Object.fromEntries(JOB_STATES.map((state) => [state, counted.get(state) ?? 0])) as Record<JobState, number>
}
