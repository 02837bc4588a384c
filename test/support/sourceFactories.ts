import type pg from 'pg'

/** Two queues of others in the ledger: one that is followed, with three jobs that belong to no workspace, and one nobody has looked at. */
export async function hangSources(owner: pg.Pool): Promise<void> {
  await owner.query(`insert into runtruth.sources (name, kind, control, looked_at, look, discovery_wanted, discovered, discovery_ended_at)
    values ('mail', 'pg-boss', false, now(), '{}', false, 12, now()), ('shop', 'bullmq', false, null, null, true, 0, null)`)
  await owner.query(`insert into runtruth.refused_jobs (source, queue_name, queue_job_id, queue_job_key, reason)
    select 'mail', 'emails', n::text, n::text, case n when 1 then 'It names no tenant.' else 'There is no workspace "hooli".' end
    from generate_series(1, 3) n`)
}
