import { readDurationMs, type DurationInput } from '../../duration.ts'
import { RuntruthError } from '../../errors.ts'
import type { SourceOptions } from '../readMappings.ts'

export interface BullmqRedis {
  /** `redis://user:password@host:6379/0`, or `rediss://` for TLS. One server or a primary, not a cluster. */
  readonly redis: string
  /** Default: `bull`, as BullMQ's own. */
  readonly prefix?: string
}

export interface BullmqPostgres {
  /** `postgres://user:password@host/database`. */
  readonly postgres: string
  /** Default: `bullmq`, as BullMQ's own. */
  readonly schema?: string
}

export type BullmqConnection = BullmqRedis | BullmqPostgres

export interface BullmqSourceOptions extends SourceOptions {
  readonly connection: BullmqConnection
  /** Names of queues, or all there are. */
  readonly queues: readonly string[] | 'all'
  /** As given to the workers; the store does not tell. Default, as BullMQ's own: 30 s. A longer one is noticed. */
  readonly lockDuration?: DurationInput
  /** As given to the workers. Default, as BullMQ's own: half the lock duration. */
  readonly lockRenewTime?: DurationInput
  /** As given to the workers. Default, as BullMQ's own: 30 s. */
  readonly stalledInterval?: DurationInput
}

export type RedisStore = { readonly in: 'redis'; readonly url: string; readonly prefix: string }
export type PostgresStore = { readonly in: 'postgres'; readonly url: string; readonly schema: string }

export interface BullmqSettings {
  readonly name: string
  readonly store: RedisStore | PostgresStore
  readonly queues: readonly string[] | 'all'
  readonly lockDurationMs: number
  readonly lockRenewMs: number
  readonly stalledIntervalMs: number
}

/** Checked, with defaults and in milliseconds. Throws `invalid_config`. */
export function readBullmqOptions(options: BullmqSourceOptions): BullmqSettings {
  const { name, queues } = options
  if (
    queues !== 'all' &&
    (!Array.isArray(queues) || queues.length === 0 || queues.some((queue) => typeof queue !== 'string' || queue === ''))
  )
    throw refuse(name, `queues is ${JSON.stringify(queues)}. Expected names such as ["emails"], or "all".`)
  const lockDurationMs = readDurationMs(`Source ${name}: lockDuration`, options.lockDuration ?? 30_000)
  return {
    name,
    store: readStore(name, options.connection),
    queues: queues === 'all' ? queues : [...new Set(queues)],
    lockDurationMs,
    lockRenewMs: readDurationMs(`Source ${name}: lockRenewTime`, options.lockRenewTime ?? lockDurationMs / 2),
    stalledIntervalMs: readDurationMs(`Source ${name}: stalledInterval`, options.stalledInterval ?? 30_000),
  }
}

function readStore(name: string, connection: Partial<BullmqRedis & BullmqPostgres> | undefined): RedisStore | PostgresStore {
  const { redis, prefix = 'bull', postgres, schema = 'bullmq' } = connection ?? {}
  if ((redis === undefined) === (postgres === undefined))
    throw refuse(name, 'connection names no store, or two. Expected { redis: "redis://…" } or { postgres: "postgres://…" }.')
  if (redis !== undefined) {
    if (typeof prefix !== 'string' || prefix === '') throw refuse(name, 'connection.prefix is empty. Leave it out for "bull".')
    return { in: 'redis', url: checkUrl(name, 'redis', redis, ['redis:', 'rediss:']), prefix }
  }
  if (typeof schema !== 'string' || schema === '') throw refuse(name, 'connection.schema is empty. Leave it out for "bullmq".')
  return { in: 'postgres', url: checkUrl(name, 'postgres', postgres, ['postgres:', 'postgresql:']), schema }
}

/** The address itself is never repeated: it may hold a password. */
function checkUrl(name: string, key: string, url: unknown, protocols: readonly string[]): string {
  if (typeof url === 'string' && URL.canParse(url) && protocols.includes(new URL(url).protocol)) return url
  throw refuse(name, `connection.${key} is not an address like "${protocols[0]}//host/…".`)
}

function refuse(name: unknown, what: string): RuntruthError {
  return new RuntruthError('invalid_config', `Source ${JSON.stringify(name)}: ${what}`)
}
