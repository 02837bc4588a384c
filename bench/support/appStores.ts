import pg from 'pg'
import { startRedis } from '../../test/support/redisServer.ts'
import { APP_NAMES, type AppAt, type AppName } from '../../test/sources/apps/apps.ts'

/** An empty store for the queue of each application: a database of its own beside the ledger's, or a Redis. */
export async function withAppStores(
  url: string,
  use: (at: Readonly<Record<AppName, AppAt>>) => Promise<void>,
  prefix = 'app',
): Promise<void> {
  const redis = await startRedis()
  try {
    const owner = new pg.Client({ connectionString: url })
    await owner.connect()
    const stores = new Map<AppName, AppAt>()
    for (const [index, app] of APP_NAMES.entries()) {
      if (app === 'BullMQ on Redis') {
        stores.set(app, { app, connection: redis.url })
        continue
      }
      const database = `${prefix}_${index}`
      await owner.query(`create database ${database}`)
      const connection = new URL(url)
      connection.pathname = `/${database}`
      stores.set(app, { app, connection: connection.href })
    }
    await owner.end()
    // Each name has just been given its store.
    await use(Object.fromEntries(stores) as Record<AppName, AppAt>)
  } finally {
    await redis.stop()
  }
}
