/** The default queue. Judging somebody else's pg-boss is not part of this release; this exports what exists. */
export { openPgBossQueue, type PgBossQueue } from './pgBossQueue.ts'
export type { FetchedJob, JobEnd, JobPayload, JobQueue, QueueJob, WorkerQueue } from '../carrier.ts'
