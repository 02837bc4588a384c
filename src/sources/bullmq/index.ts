import type { QueueSource } from '../contract.ts'
import { readSourceOptions } from '../readMappings.ts'
import { readBullmqOptions, type BullmqSourceOptions } from './options.ts'
import { openPostgresReader } from './postgres/openPostgresReader.ts'
import { openRedisReader } from './redis/openRedisReader.ts'
import { wordOfBullmqJob } from './wordOfBullmqJob.ts'

export type { JobToMap, MappingOptions } from '../readMappings.ts'
export type { BullmqConnection, BullmqPostgres, BullmqRedis, BullmqSourceOptions } from './options.ts'

/**
 * BullMQ 5 or 6 in Redis, or BullMQ 6 in PostgreSQL, as a source of operations. It reads with a connection of its own and writes
 * nothing, unless `control` is given. Throws `invalid_config`; connects at first use.
 */
export function bullmqSource(options: BullmqSourceOptions): QueueSource {
  const common = readSourceOptions(options)
  const settings = readBullmqOptions(options)
  return {
    kind: 'bullmq',
    ...common,
    // A stalled job is marked in one round of the stalled checker and given back in the next, once its lock is gone.
    recoversAfterMs: settings.lockDurationMs + 2 * settings.stalledIntervalMs,
    openReader: ({ log }) => {
      const { store } = settings
      if (store.in === 'redis') return openRedisReader({ settings, store, control: common.control, log })
      return openPostgresReader({ settings, store, control: common.control, log })
    },
    wordOf: (job) => wordOfBullmqJob(job, settings),
  }
}
