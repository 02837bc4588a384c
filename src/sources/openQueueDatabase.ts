import pg from 'pg'
import { isDatabaseAway, sqlState } from '../db/databaseErrors.ts'
import { writeTogether } from '../db/writeTogether.ts'
import { RuntruthError } from '../errors.ts'
import type { Log } from '../log.ts'

/** Somebody else's PostgreSQL: looked into in transactions that the server itself keeps from writing. */
export interface QueueDatabase {
  /** One statement, one round trip, one snapshot. */
  read<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Only for a source that was opened with control. */
  write<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

const STATEMENT_LIMIT_MS = 10_000
/** A look, what is recent, a probe and a page of a catch-up at the same time. */
const CONNECTIONS = 4

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
    idleTimeoutMillis: 10_000,
    keepAlive: true,
    pipeline: true,
    stream: writeTogether,
  })
  // A connection that breaks while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) => log.debug({ err: error, source }, 'an idle connection to a queue broke'))
  // The same while it is in use: the statement fails and says so to its caller, but the client tells of it as well.
  pool.on('connect', (client) => client.on('error', () => {}))

  async function transaction<Row>(mode: 'read only' | 'read write', text: string, values: readonly unknown[]): Promise<Row[]> {
    const client = await pool.connect().catch((error: unknown) => {
      throw away(source, error)
    })
    let broken: Error | undefined
    try {
      // Settings for one transaction only: behind a pooler a session belongs to others as well. Compiling a statement that
      // is run once costs more than running it.
      const opened = client.query(`begin ${mode}; set local statement_timeout = ${STATEMENT_LIMIT_MS}; set local jit = off`)
      // Awaited below; without this a failure before the first await would count as unhandled.
      opened.catch(() => {})
      const answered = client.query(text, [...values])
      answered.catch(() => {})
      const committed = client.query('commit')
      committed.catch(() => {})
      await opened
      // The statement's own file states the type of its rows; pg cannot know it.
      const rows = (await answered).rows as Row[]
      await committed
      return rows
    } catch (error) {
      await client.query('rollback').catch((rollbackError: Error) => {
        broken = rollbackError
      })
      throw away(source, error)
    } finally {
      client.release(broken)
    }
  }

  return {
    read: async (text, values = []) => await transaction('read only', text, values),
    write: async (text, values = []) => await transaction('read write', text, values),
    close: async () => await pool.end(),
  }
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
