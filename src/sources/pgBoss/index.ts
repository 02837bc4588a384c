/** pg-boss: somebody else's, to be observed, and the one that carries our own operations. */
export { pgBossSource, type PgBossSourceOptions } from './observe/pgBossSource.ts'
export type { JobToMap, MappingOptions } from '../readMappings.ts'
export { openPgBossQueue, type PgBossQueue } from './pgBossQueue.ts'
export type { FetchedJob, JobEnd, JobPayload, JobQueue, QueueJob, WorkerQueue } from '../carrier.ts'
