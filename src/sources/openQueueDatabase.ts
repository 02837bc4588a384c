import pg from 'pg'
import { askClient } from '../db/askClient.ts'
import { isDatabaseAway, sqlState } from '../db/databaseErrors.ts'
import { isNameTrouble, statementName } from '../db/statementNames.ts'
import { writeTogether } from '../db/writeTogether.ts'
import { RuntruthError } from '../errors.ts'
import type { Log } from '../log.ts'

export type Ask = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>

/** Somebody else's PostgreSQL: looked into in transactions that the server itself keeps from writing. */
export interface QueueDatabase {
  /** One statement, one round trip, one snapshot. */
  readonly read: Ask
  /** In one transaction. What is asked without waiting goes in one round trip. */
  readTogether<T>(work: (ask: Ask) => Promise<T>): Promise<T>
  /** Only for a source that was opened with control. */
  readonly write: Ask
  close(): Promise<void>
}

const STATEMENT_LIMIT_MS = 30_000
const LOCK_LIMIT_MS = 1_000
/** A look, what is recent, a probe and a page of a catch-up at the same time. */
const CONNECTIONS = 4

/**
 * Settings for one transaction only: behind a pooler a session belongs to others as well. Reading takes no lock that a worker
 * waits for, but a migration of the host waits for it, and workers wait for the migration: so a statement that takes long is
 * given up, and one that meets a migration goes away soon. Compiling a statement costs more than running it.
 */
const LIMITS = `set local statement_timeout = ${STATEMENT_LIMIT_MS}; set local lock_timeout = ${LOCK_LIMIT_MS};
  set local idle_in_transaction_session_timeout = 10000; set local jit = off`

/** Connects at first use. */
export function openQueueDatabase({
  url,
  source,
  log,
}: {
  readonly url: string
  readonly source: string
  readonly log: Log
}): QueueDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: `runtruth source ${source}`,
    max: CONNECTIONS,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    pipeline: true,
    stream: writeTogether,
  })
  // A connection that breaks while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) => log.debug({ err: error, source }, 'an idle connection to a queue broke'))
  // The same while it is in use: the statement fails and says so to its caller, but the client tells of it as well.
  pool.on('connect', (client) => client.on('error', () => {}))
  /** Until a pooler in between proves that it does not carry them. */
  let named = true

  async function reading<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    const opened = begin(client, 'read only')
    const ask: Ask = async <Row>(text: string, values: readonly unknown[] = []) => {
      const name = named ? statementName(text) : undefined
      const { rows } = await askClient(client, { text, values: [...values], ...(name === undefined ? {} : { name }) })
      // The statement's own file states the type of its rows; pg cannot know it.
      return rows as Row[]
    }
    try {
      const result = await work(ask)
      await opened
      return result
    } finally {
      // Nothing was written, so nobody has to wait until it is over but the connection.
      void askClient(client, 'rollback').then(
        () => client.release(),
        (error: Error) => client.release(error),
      )
    }
  }

  async function readTogether<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    const wereNamed = named
    try {
      return await reading(work)
    } catch (error) {
      if (!wereNamed || !isNameTrouble(error)) throw away(source, error)
      named = false
      return await reading(work).catch((again: unknown) => {
        throw away(source, again)
      })
    }
  }

  async function writing<Row>(client: pg.PoolClient, text: string, values: readonly unknown[]): Promise<Row[]> {
    const opened = begin(client, 'read write')
    const answered = askClient(client, { text, values: [...values] })
    answered.catch(() => {})
    const committed = askClient(client, 'commit')
    committed.catch(() => {})
    await opened
    // As above.
    const rows = (await answered).rows as Row[]
    await committed
    return rows
  }

  return {
    read: async (text, values) => await readTogether(async (ask) => await ask(text, values)),
    readTogether,
    write: async (text, values = []) => {
      let broken: Error | undefined
      const client = await pool.connect().catch((error: unknown) => {
        throw away(source, error)
      })
      try {
        return await writing(client, text, values)
      } catch (error) {
        await askClient(client, 'rollback').catch((rollbackError: Error) => {
          broken = rollbackError
        })
        throw away(source, error)
      } finally {
        client.release(broken)
      }
    },
    close: async () => await pool.end(),
  }
}

function begin(client: pg.PoolClient, mode: 'read only' | 'read write'): Promise<unknown> {
  const opened = askClient(client, `begin ${mode}; ${LIMITS}`)
  // Awaited later; without this a failure before the first await would count as unhandled.
  opened.catch(() => {})
  return opened
}

/** Refuses what is no connection string before anything is opened with it. Never repeats it: it holds a password. */
export function requirePostgresUrl(source: string, connection: unknown): string {
  const given = typeof connection === 'string' && URL.canParse(connection) ? new URL(connection).protocol : null
  if (given === 'postgres:' || given === 'postgresql:') return connection as string // It has just been seen to be a string.
  throw new RuntruthError(
    'invalid_config',
    `Source ${JSON.stringify(source)}: connection is not a connection string. Expected one like "postgres://user@host:5432/database".`,
  )
}

function away(source: string, error: unknown): unknown {
  if (sqlState(error) === '55P03') {
    return new RuntruthError(
      'database_unavailable',
      `A table of source "${source}" was locked for longer than ${LOCK_LIMIT_MS / 1_000} s, as by a migration. It is asked again.`,
      {},
      { cause: error },
    )
  }
  if (sqlState(error) === '57014') {
    return new RuntruthError(
      'database_unavailable',
      `The database of source "${source}" did not answer within ${STATEMENT_LIMIT_MS / 1_000} s.`,
      {},
      { cause: error },
    )
  }
  if (!isDatabaseAway(error)) return error
  return new RuntruthError(
    'database_unavailable',
    `The database of source "${source}" cannot be reached now. It is asked again.`,
    {},
    { cause: error },
  )
}
