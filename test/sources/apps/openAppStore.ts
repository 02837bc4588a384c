import { findRedis, startRedis, WHY_NO_REDIS } from '../../support/redisServer.ts'
import { openStandDatabase } from '../openStandDatabase.ts'
import { APP_NAMES, type AppAt, type AppName } from './apps.ts'

/** Those that can be tried on this machine; titles say of the others why not. */
export const APPS_HERE = APP_NAMES.map((app) => ({
  app,
  title: `${app}${needsRedis(app) ? WHY_NO_REDIS : ''}`,
  here: !needsRedis(app) || findRedis(),
}))

export interface AppStore {
  readonly at: AppAt
  close(): Promise<void>
}

/** An empty store for the queue of one application. */
export async function openAppStore(app: AppName): Promise<AppStore> {
  const { url, close } = needsRedis(app) ? await openRedis() : await openStandDatabase({ ownStore: false })
  return { at: { app, connection: url }, close }
}

async function openRedis() {
  const { url, stop } = await startRedis()
  return { url, close: stop }
}

function needsRedis(app: AppName): boolean {
  return app === 'BullMQ on Redis'
}
