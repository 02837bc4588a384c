import pg from 'pg'
import type { Db } from 'pg-boss'
import { translateDatabaseError } from '../../db/databaseErrors.ts'
import type { Log } from '../../log.ts'

export interface BossRoad extends Db {
  close(): Promise<void>
}

/**
 * Connections of the queue's own, for what it does on its own account: starting, creating queues, housekeeping. Some of
 * it happens while a caller holds a connection of the main pool inside a transaction; waiting there for a second one
 * from the same pool would let as many callers as the pool has connections wait for each other for ever.
 */
export function openBossRoad(url: string, log: Log, applicationName = 'runtruth queue'): BossRoad {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max: 2,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 10_000,
    keepAlive: true,
  })
  pool.on('error', (error) => log.debug({ err: error }, 'an idle connection of the queue broke'))
  return {
    executeSql: async (text, values) => {
      try {
        return await pool.query(text, values)
      } catch (error) {
        throw translateDatabaseError(error)
      }
    },
    close: async () => await pool.end(),
  }
}
