import type { Tx } from '../db/database.ts'

/** What a job carries: the way to its run. Input and everything else stays in the ledger, behind its walls. */
export interface JobPayload {
  readonly workspaceId: number
  readonly runId: string
}

export interface QueueJob {
  readonly queueName: string
  readonly jobId: string
}

export interface FetchedJob extends QueueJob {
  readonly payload: JobPayload
}

export type JobEnd = 'completed' | 'failed' | 'cancelled'

/**
 * The queue that carries our own operations. Every attempt is a job of its own, so the queue itself never retries, and
 * the queue's word about a job is its word about one attempt. What takes a Tx happens in the caller's transaction.
 */
export interface JobQueue {
  readonly source: 'pg-boss'
  /** Answers the job's id: the one that was chosen for it, or a new one. */
  enqueue(tx: Tx, queueName: string, payload: JobPayload, delayMs: number, jobId?: string): Promise<string>
  /** Ends a job, whatever state it is in; a job that is gone already is no error. */
  settle(tx: Tx, job: QueueJob, end: JobEnd): Promise<void>
}

/** Where the ticks of all schedules wait; never the name of an operation type's queue. */
export const SCHEDULE_QUEUE = 'runtruth.schedules'

export interface ScheduleEntry {
  /** The operation type; a type has at most one schedule. */
  readonly type: string
  readonly cron: string
  readonly timeZone: string
}

/** A schedule has come due. Delivered at least once: whoever acts on it makes acting twice harmless. */
export interface ScheduleTick {
  readonly jobId: string
  readonly type: string
  /** When the queue noticed that the schedule was due; up to a few minutes after the occurrence it stands for. */
  readonly noticedAt: Date
}

/** What a worker process asks of the queue besides. None of it runs in a caller's transaction. */
export interface WorkerQueue extends JobQueue {
  /** Creates the queues, or brings their settings up to date. */
  prepare(queueNames: readonly string[]): Promise<void>
  /** Which of these queues have a job that is due. */
  waiting(queueNames: readonly string[]): Promise<string[]>
  /** Takes up to `limit` due jobs, oldest first. Each is given to one caller only and never again by itself. */
  fetch(queueName: string, limit: number): Promise<FetchedJob[]>
  /** Tells the queue that a job is still being worked on, so that its own expiry does not end it. */
  renew(jobs: readonly QueueJob[]): Promise<void>
  /** The queue's own housekeeping and its scheduler; any number of processes may have it on. */
  maintain(on: boolean): Promise<void>
  /** Puts these schedules in force, or brings them up to date. Others are left alone. */
  putSchedules(entries: readonly ScheduleEntry[]): Promise<void>
  /** The types that have a schedule in force, whoever put it there. */
  scheduledTypes(): Promise<string[]>
  removeSchedule(type: string): Promise<void>
  fetchTicks(limit: number): Promise<ScheduleTick[]>
  /** `done`: acted on. `give_back`: somebody else should, or this process could not; delivered again a little later. */
  settleTick(jobId: string, end: 'done' | 'give_back'): Promise<void>
  /** The latest occurrence of a schedule at or before an instant; undefined when there was none in the year before. */
  occurrenceBefore(entry: ScheduleEntry, at: Date): Date | undefined
  close(): Promise<void>
}
