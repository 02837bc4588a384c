import type pg from 'pg'
import type { JobState } from '../../../src/sources/contract.ts'
import { CATCH_UP } from '../../../src/operations/queueCatchUp.ts'
import { SOURCE_NAME } from './queueApp.ts'

/** What the ledger holds of an application's queue, by the queue's own words. */
export async function mirroredTotals(owner: pg.Pool): Promise<Record<JobState, number>> {
  const { rows } = await owner.query<Record<JobState, number>>(
    `select count(*) filter (where status = 'queued' and coalesce(available_at, created_at) <= now())::int as waiting,
       count(*) filter (where status = 'queued' and available_at > now())::int as delayed,
       count(*) filter (where status = 'running')::int as active,
       count(*) filter (where outcome = 'succeeded')::int as completed,
       count(*) filter (where outcome = 'failed')::int as failed,
       count(*) filter (where outcome = 'cancelled')::int as cancelled
     from runtruth.operation_runs where source = $1 and observed`,
    [SOURCE_NAME],
  )
  const [counted] = rows
  if (!counted) throw new Error('A count answers one row.')
  return counted
}

/** Jobs that have become more than one operation. */
export async function mirroredTwice(owner: pg.Pool): Promise<string[]> {
  const { rows } = await owner.query<{ id: string }>(
    `select queue_job_id as id from runtruth.operation_runs where source = $1 and observed
     group by source, queue_name, queue_job_id having count(*) > 1 limit 10`,
    [SOURCE_NAME],
  )
  return rows.map(({ id }) => id)
}

export interface CatchUp {
  readonly id: string
  readonly status: string
  readonly outcome: string
  readonly attempt: number
  /** As the operation itself tells it, and as its source keeps it. */
  readonly processed: number | null
  readonly total: number | null
  readonly discovered: number
  readonly startedAtMs: number | null
  readonly completedAtMs: number | null
}

/** The operation that reads the queue whole; undefined: not asked for yet. */
export async function readCatchUp(owner: pg.Pool): Promise<CatchUp | undefined> {
  const { rows } = await owner.query<CatchUp>(
    `select r.id, r.status, r.outcome, r.attempt, (r.counts ->> 'processed')::int as processed, (r.counts ->> 'total')::int as total,
       s.discovered::int as discovered, (extract(epoch from coalesce(r.restarted_at, r.started_at)) * 1000)::float8 as "startedAtMs",
       (extract(epoch from r.completed_at) * 1000)::float8 as "completedAtMs"
     from runtruth.operation_runs r, runtruth.sources s where r.type = $1 and s.name = $2 order by r.id limit 1`,
    [CATCH_UP, SOURCE_NAME],
  )
  return rows[0]
}
