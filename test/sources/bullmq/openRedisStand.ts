import { Redis } from 'ioredis'
import { startRedis } from '../../support/redisServer.ts'
import type { StandOptions } from '../sourceStand.ts'
import { openBullmqStand, type BullmqStand } from './openBullmqStand.ts'

export interface RedisStand extends BullmqStand {
  /** To look and act behind the queue. */
  readonly admin: Redis
}

export async function openRedisStand(options: StandOptions): Promise<RedisStand> {
  const server = await startRedis()
  const admin = new Redis(server.url)
  admin.on('error', () => {})
  await admin.mset({ 'elses:thing': '1', 'bull:not-a-queue': '2' })
  const stand = await openBullmqStand(
    {
      connection: { redis: server.url },
      snapshot: async () => await readEverything(admin),
      restart: server.restart,
      close: async () => {
        admin.disconnect()
        await server.stop()
      },
    },
    options,
  )
  return { ...stand, admin }
}

/** Workers that are there renew their locks and their turns meanwhile. */
const WORKERS_OWN = /:(lock|marker|stalled|stalled-check)$/

async function readEverything(admin: Redis): Promise<string> {
  const keys = (await admin.keys('*')).filter((key) => !WORKERS_OWN.test(key)).toSorted()
  const dumps = await Promise.all(keys.map(async (key) => (await admin.dumpBuffer(key))?.toString('hex')))
  return keys.map((key, at) => `${key} ${dumps[at]}`).join('\n')
}
