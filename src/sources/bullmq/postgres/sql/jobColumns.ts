import type { Tables } from './tables.ts'

export interface JobRow {
  readonly queue: string
  readonly id: string
  readonly name: string
  readonly data: unknown
  readonly state: 'waiting' | 'active' | 'completed' | 'failed' | 'delayed' | 'waiting-children'
  readonly addedMs: number
  /** Delay it was added with. */
  readonly delayMs: number
  /** When a delayed job becomes, or became, due. */
  readonly dueMs: number | null
  readonly startedMs: number | null
  readonly endedMs: number | null
  readonly attemptsMade: number
  readonly attemptsStarted: number
  readonly maxAttempts: number
  readonly progress: unknown
  readonly failedReason: string | null
  readonly stack: string | null
  readonly processedBy: string | null
  readonly lockedUntilMs: number | null
  readonly pendingJobs: number
  /** Limit of the queue, where it is reached. */
  readonly reachedLimit: number | null
}

/** Of a job (`j`); instants as numbers, as BullMQ itself keeps them. */
export function jobColumns({ job, meta }: Tables): string {
  return `j.queue, j.id, j.name, j.data, j.state::text as state, j.added_at_ms::float8 as "addedMs",
    coalesce((j.opts->>'delay')::float8, 0) as "delayMs", j.process_at_ms::float8 as "dueMs", j.processed_at_ms::float8 as "startedMs",
    j.finished_at_ms::float8 as "endedMs", j.attempts_made as "attemptsMade", j.attempts_started as "attemptsStarted",
    j.max_attempts as "maxAttempts", j.progress, j.failed_reason as "failedReason", j.stacktrace->>-1 as stack,
    j.processed_by as "processedBy", j.locked_until_ms::float8 as "lockedUntilMs", j.pending_deps as "pendingJobs",
    case when j.state = 'waiting' then (
      select m.value::int from ${meta} m where m.queue = j.queue and m.field = 'concurrency'
        and m.value::int <= (select count(*) from ${job} a where a.queue = j.queue and a.state = 'active')
    ) end as "reachedLimit"`
}
