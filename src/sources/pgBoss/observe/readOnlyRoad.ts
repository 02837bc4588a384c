import pg from 'pg'
import { translateDatabaseError } from '../../../db/databaseErrors.ts'
import { isNameTrouble, statementName } from '../../../db/statementNames.ts'
import { writeTogether } from '../../../db/writeTogether.ts'
import type { Log } from '../../../log.ts'

export type Ask = <R>(text: string, values?: readonly unknown[]) => Promise<R[]>

/** The way to a database that is not ours: it reads, and leaves. */
export interface ReadOnlyRoad {
  /** One transaction that cannot write. What is asked without waiting goes in one round trip. */
  read<T>(work: (ask: Ask) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * Reading takes no lock that a worker waits for, but a migration of the host waits for it, and workers wait for the
 * migration: so a statement that takes long is given up, and one that meets a migration goes away soon.
 */
const OPENING = `begin transaction read only; set local statement_timeout = 30000; set local lock_timeout = 1000;
  set local idle_in_transaction_session_timeout = 10000`

export function openReadOnlyRoad(url: string, applicationName: string, log: Log): ReadOnlyRoad {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max: 3,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    pipeline: true,
    stream: writeTogether,
  })
  pool.on('error', (error) => log.debug({ err: error }, 'an idle connection of a source broke'))
  pool.on('connect', (client) => client.on('error', () => {}))
  /** Until a pooler in between proves that it does not carry them. */
  let named = true

  async function attempt<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    const opened = client.query(OPENING)
    // Awaited below; without this a failure before the first await would count as unhandled.
    opened.catch(() => {})
    const ask: Ask = async <R>(text: string, values: readonly unknown[] = []) => {
      const name = named ? statementName(text) : undefined
      const { rows } = await client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) })
      // The statement's own file states the type of its rows; pg cannot know it.
      return rows as R[]
    }
    try {
      const result = await work(ask)
      await opened
      return result
    } finally {
      // Nothing was written, so nobody has to wait until it is over but the connection.
      void client.query('rollback').then(
        () => client.release(),
        (error: Error) => client.release(error),
      )
    }
  }

  return {
    read: async (work) => {
      try {
        return await attempt(work)
      } catch (error) {
        if (!named || !isNameTrouble(error)) throw translateDatabaseError(error)
        named = false
        return await attempt(work)
      }
    },
    close: async () => await pool.end(),
  }
}
