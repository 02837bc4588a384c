/**
 * How the record of a job that an operator cancelled through Runtruth begins. The number behind it is the attempts that
 * had begun: Graphile Worker ends a job for good by setting its attempts to the most it may have.
 */
export const CANCELLED = 'Cancelled through Runtruth; attempts begun: '

const isCancelled = `j.last_error like '${CANCELLED}%'`

/** Locked is active, whatever else the row says: a job whose key was given to another one has no attempt left, and still runs. */
export const JOB_STATE = `
  case
    when j.locked_at is not null then 'active'
    when j.attempts >= j.max_attempts then case when ${isCancelled} then 'cancelled' else 'failed' end
    when j.run_at > now() then 'delayed'
    else 'waiting'
  end`

/** A worker that fails a job moves its run_at this far from that moment, also when there will be no next attempt. */
const FAILED_AT = `j.run_at - exp(least(j.attempts, 10)) * interval '1 second'`

/**
 * When a job ended for good. Nothing records it; what a worker's failure did to run_at tells it, and updated_at tells when
 * it was ended by hand: workers leave that column alone. Without an error nobody reported an end, and it is not known.
 */
const ENDED_AT = `
  case
    when j.locked_at is not null or j.attempts < j.max_attempts or j.last_error is null then null
    when j.last_error = 'Manually marked as failed' or ${isCancelled} or ${FAILED_AT} < j.updated_at then
      case when j.updated_at > j.created_at then j.updated_at end
    when ${FAILED_AT} <= now() then ${FAILED_AT}
  end`

const ERROR_AT_MOST = 10_000

export interface JobRow {
  readonly id: string
  readonly name: string | null
  readonly payload: unknown
  readonly state: 'waiting' | 'delayed' | 'active' | 'failed' | 'cancelled'
  readonly createdAt: Date
  readonly runAt: Date
  readonly lockedAt: Date | null
  readonly endedAt: Date | null
  readonly attempts: number
  readonly maxAttempts: number
  readonly lastError: string | null
  /** It is due and would run, were it not for another job of the same named queue. */
  readonly heldByQueue: boolean
}

/** Of `j`, `t` and `q`, as in `besideJobs`. */
export const JOB_COLUMNS = `
  j.id::text as id,
  t.identifier as name,
  j.payload,
  ${JOB_STATE} as state,
  j.created_at as "createdAt",
  j.run_at as "runAt",
  j.locked_at as "lockedAt",
  ${ENDED_AT} as "endedAt",
  case when j.locked_at is null and j.attempts >= j.max_attempts and ${isCancelled}
    then substring(j.last_error from '[0-9]+$')::int else j.attempts end as attempts,
  j.max_attempts as "maxAttempts",
  left(j.last_error, ${ERROR_AT_MOST}) as "lastError",
  (q.locked_at is not null and j.locked_at is null and j.attempts < j.max_attempts and j.run_at <= now()) as "heldByQueue"`
