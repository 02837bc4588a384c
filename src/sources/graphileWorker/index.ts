import { RuntruthError } from '../../errors.ts'
import type { QueueSource } from '../contract.ts'
import { requirePostgresUrl } from '../openQueueDatabase.ts'
import { readSourceOptions, type SourceOptions } from '../readMappings.ts'
import { heldJob } from './heldJob.ts'
import { openGraphileReader } from './openGraphileReader.ts'

export interface GraphileWorkerSourceOptions extends SourceOptions {
  /** `postgres://…` of the database that holds the queue. Without `control`, a role that may only read is enough; see below. */
  readonly connection: string
  /** Default: `graphile_worker`. */
  readonly schema?: string
}

/** Graphile Worker unlocks a job this long after it was locked, whether or not somebody still works on it. */
const UNLOCKED_AFTER_MS = 4 * 60 * 60_000

/**
 * A Graphile Worker (0.14 or later) as it is, to be followed by Runtruth: `sources: [graphileWorkerSource({ … })]`. Jobs are
 * mapped by task.
 *
 * What the queue does not keep, nobody can tell: a job that is added and succeeds between two looks (about a second) leaves
 * no trace and is not followed unless its task is tracked; a worker has no heartbeat, so of an active job only its age speaks.
 *
 * The role needs `usage` on the schema and `select` on its tables, whose row security it must be able to see past
 * (`bypassrls`, or a policy for select); with `pg_read_all_stats` live workers are counted. With `control`, it calls the
 * queue's own `permanently_fail_jobs` and `reschedule_jobs`. Throws RuntruthError `invalid_config`.
 */
export function graphileWorkerSource(options: GraphileWorkerSourceOptions): QueueSource {
  const common = readSourceOptions(options)
  const connection = requirePostgresUrl(common.name, options.connection)
  const { schema = 'graphile_worker' } = options
  if (typeof schema !== 'string' || schema === '' || Buffer.byteLength(schema) > 63) {
    throw new RuntruthError(
      'invalid_config',
      `Source ${JSON.stringify(common.name)}: schema is ${JSON.stringify(schema)}. Expected the name of a PostgreSQL schema, e.g. "graphile_worker".`,
    )
  }
  return {
    kind: 'graphile-worker',
    ...common,
    recoversAfterMs: UNLOCKED_AFTER_MS,
    openReader: ({ log }) => openGraphileReader({ source: common.name, connection, schema, control: common.control }, log),
    wordOf: (job) => heldJob(job, schema),
  }
}

export type { JobToMap, MappingOptions } from '../readMappings.ts'
