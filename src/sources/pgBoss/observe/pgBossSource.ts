import { RuntruthError } from '../../../errors.ts'
import type { JobWord, QueueSource } from '../../contract.ts'
import { readSourceOptions, type SourceOptions } from '../../readMappings.ts'
import { openReader } from './openReader.ts'

/** An existing pg-boss, of release 10 or later, to be observed. */
export interface PgBossSourceOptions extends SourceOptions {
  /**
   * URL of its database. The login needs `usage` on the schema and `select` on its tables; one other than pg-boss's own also needs
   * `pg_read_all_stats`, without which new jobs of long transactions are found late.
   */
  readonly connection: string
  /** As given to pg-boss. Default: "pgboss". */
  readonly schema?: string
  /** Default: those `jobs` names, or all if it has a mapping for all others ("*"). */
  readonly queues?: readonly string[] | 'all'
}

/**
 * Reads somebody else's pg-boss, and writes nothing unless `control` is given. Throws `invalid_config` for options that do
 * not fit; the database is reached at first use.
 *
 * Since 12.38 pg-boss keeps a registry of its instances: one that ended is known by its beat, and by its connections, which bear
 * a name of their own (unless the host gives them one: let it be another one for every process). Before, and for jobs taken with
 * `fetch()` outside of `work()`, only a queue's `heartbeatSeconds` says anything about the life of a job.
 */
export function pgBossSource(options: PgBossSourceOptions): QueueSource {
  const common = readSourceOptions(options)
  const store = {
    name: common.name,
    connection: readConnection(common.name, options.connection),
    schema: readSchema(common.name, options.schema ?? 'pgboss'),
    queues: readQueues(common.name, options),
    control: common.control,
  }
  return {
    kind: 'pg-boss',
    ...common,
    // Each job says it itself.
    recoversAfterMs: null,
    openReader: ({ log }) => openReader(store, log),
    wordOf: (job) => wordOf(job, store.queues),
  }
}

function readConnection(name: string, connection: unknown): string {
  if (typeof connection !== 'string' || !/^postgres(ql)?:\/\//.test(connection)) {
    throw refuse(name, 'connection is not a URL like "postgres://user@host/database".')
  }
  return connection
}

/** Without quotes PostgreSQL folds names to lower case, and so does pg-boss. */
function readSchema(name: string, schema: unknown): string {
  if (typeof schema !== 'string' || !/^("[^"]+"|[A-Za-z_][A-Za-z0-9_]*)$/.test(schema)) {
    throw refuse(name, `schema is ${JSON.stringify(schema)}. Expected the name that is given to pg-boss, like "pgboss".`)
  }
  const kept = schema.startsWith('"') ? schema.slice(1, -1) : schema.toLowerCase()
  if (kept === 'runtruth_queue')
    throw refuse(name, 'schema is "runtruth_queue", the queue of Runtruth itself, whose operations are known already.')
  return kept
}

function readQueues(name: string, { queues, jobs }: PgBossSourceOptions): readonly string[] | null {
  if (queues === 'all') return null
  if (queues === undefined) return '*' in jobs ? null : Object.keys(jobs)
  const listed: readonly unknown[] = Array.isArray(queues) ? queues : []
  const names = listed.filter((queue) => typeof queue === 'string' && queue !== '').map(String)
  if (names.length === 0 || names.length < listed.length) {
    throw refuse(name, 'queues is not a list of names of queues. Expected e.g. ["emails"], or "all".')
  }
  return names
}

/** What `work()` hands to its handler, with metadata or without. */
function wordOf(job: unknown, queues: readonly string[] | null): JobWord | null {
  if (typeof job !== 'object' || job === null || !('id' in job && 'name' in job && 'data' in job)) return null
  const { id, name, data } = job
  if (typeof id !== 'string' || typeof name !== 'string' || (queues !== null && !queues.includes(name))) return null
  const createdAt = dateOf(job, 'createdOn')
  const startedAt = dateOf(job, 'startedOn')
  const retryCount = numberOf(job, 'retryCount') ?? 0
  const heartbeat = numberOf(job, 'heartbeatSeconds')
  return {
    queue: name,
    id,
    key: createdAt ? String(createdAt.getTime()) : '',
    name,
    payload: data,
    state: 'active',
    createdAt: createdAt ?? startedAt ?? new Date(0),
    availableAt: dateOf(job, 'startAfter'),
    startedAt,
    endedAt: null,
    attempt: retryCount + 1,
    maxAttempts: (numberOf(job, 'retryLimit') ?? retryCount) + 1,
    counts: null,
    failure: null,
    failureDetail: null,
    waits: null,
    holders: [],
    beat: null,
    recoversAfterMs: (heartbeat ?? numberOf(job, 'expireInSeconds') ?? 0) * 1_000 || null,
  }
}

function dateOf(job: object, key: string): Date | null {
  const value: unknown = Reflect.get(job, key)
  return value instanceof Date ? value : null
}

function numberOf(job: object, key: string): number | null {
  const value: unknown = Reflect.get(job, key)
  return typeof value === 'number' ? value : null
}

function refuse(source: string, what: string): RuntruthError {
  return new RuntruthError('invalid_config', `Source ${JSON.stringify(source)}: ${what}`)
}
