import type { ChainableCommander, Redis } from 'ioredis'
import { isDatabaseAway } from '../../../db/databaseErrors.ts'
import { RuntruthError } from '../../../errors.ts'
import type { Log } from '../../../log.ts'

export type { ChainableCommander, Redis } from 'ioredis'

/** What an admin reads in CLIENT LIST; BullMQ takes only its own names for workers. */
export const CLIENT_NAME_PREFIX = 'runtruth:source:'

const ANSWER_WITHIN_MS = 10_000

export interface OpenRedis {
  /** Hands the client to what asks it. Throws `database_unavailable` while the store is away. */
  use<T>(ask: (client: Redis) => Promise<T>): Promise<T>
  /** How often the connection was lost and came back. */
  readonly reconnects: () => number
  close(): Promise<void>
}

/** One connection, opened by its first command. A command for a store that is away fails at once instead of waiting for it. */
export function openRedis(source: string, url: string, log: Log): OpenRedis {
  let opened: Promise<Redis> | undefined
  let connecting: Promise<void> | undefined
  let ready = 0
  const open = async () => {
    const { Redis: Client } = await importIoredis(source)
    const client = new Client(url, {
      lazyConnect: true,
      connectionName: CLIENT_NAME_PREFIX + source,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      connectTimeout: ANSWER_WITHIN_MS,
      commandTimeout: ANSWER_WITHIN_MS,
      retryStrategy: (times) => Math.min(times * 200, 2_000),
    })
    client.on('ready', () => (ready += 1))
    client.on('error', (error: Error) => log.debug({ err: error, source }, 'The connection to Redis failed'))
    return client
  }
  return {
    use: async (ask) => {
      const client = await (opened ??= open())
      // Later it connects again by itself; until it has, what is asked fails.
      if (client.status === 'wait') connecting = client.connect().finally(() => (connecting = undefined))
      try {
        await connecting
        return await ask(client)
      } catch (error) {
        throw isAway(error) ? away(source, error) : error
      }
    },
    reconnects: () => Math.max(ready - 1, 0),
    close: async () => (await opened?.catch(() => undefined))?.disconnect(),
  }
}

const AWAY = /enableOfflineQueue|connection is closed|max retries per request|command timed out|connect ETIMEDOUT|^LOADING|^MASTERDOWN/i

function isAway(error: unknown): boolean {
  return isDatabaseAway(error) || (error instanceof Error && AWAY.test(error.message))
}

function away(source: string, error: unknown): RuntruthError {
  return new RuntruthError(
    'database_unavailable',
    `The Redis of source "${source}" cannot be reached now. It is asked again.`,
    {},
    { cause: error },
  )
}

async function importIoredis(source: string) {
  try {
    return await import('ioredis')
  } catch (error) {
    throw new RuntruthError(
      'invalid_config',
      `Source ${source} reads Redis with the package ioredis, which is not installed. Run: npm install ioredis`,
      {},
      { cause: error },
    )
  }
}

/** All of it at one moment, in one round trip: Redis runs nothing else in between. */
export async function readTogether(client: Redis, ask: (together: ChainableCommander) => void): Promise<unknown[]> {
  const together = client.multi()
  ask(together)
  return answersOf(await together.exec())
}

/** In one round trip; something may happen between two of the answers. */
export async function readPipelined(client: Redis, ask: (pipeline: ChainableCommander) => void): Promise<unknown[]> {
  const pipeline = client.pipeline()
  ask(pipeline)
  return answersOf(await pipeline.exec())
}

function answersOf(answers: [error: Error | null, result: unknown][] | null): unknown[] {
  if (answers === null) throw new Error('Redis discarded what was asked together.')
  return answers.map(([error, result]) => {
    if (error !== null) throw error
    return result
  })
}
