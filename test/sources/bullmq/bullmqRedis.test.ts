import { Redis } from 'ioredis'
import { describe } from 'vitest'
import { findRedis, startRedis, WHY_NO_REDIS } from '../../support/redisServer.ts'
import { describeSource } from '../contractSuite.ts'
import { describeInTheLedger } from '../ledgerSuite.ts'
import type { StandOptions } from '../sourceStand.ts'
import { BULLMQ_CAN, openBullmqStand, type BullmqStand } from './openBullmqStand.ts'

describe.skipIf(!findRedis())(`over Redis${WHY_NO_REDIS}`, () => {
  describeSource('bullmq', BULLMQ_CAN, openRedisStand)
  describeInTheLedger('bullmq', BULLMQ_CAN, openRedisStand)
})

async function openRedisStand(options: StandOptions): Promise<BullmqStand> {
  const server = await startRedis()
  const admin = new Redis(server.url)
  admin.on('error', () => {})
  await admin.mset({ 'elses:thing': '1', 'bull:not-a-queue': '2' })
  return await openBullmqStand(
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
}

/** Workers that are there renew their locks and their turns meanwhile. */
const WORKERS_OWN = /:(lock|marker|stalled|stalled-check)$/

async function readEverything(admin: Redis): Promise<string> {
  const keys = (await admin.keys('*')).filter((key) => !WORKERS_OWN.test(key)).toSorted()
  const dumps = await Promise.all(keys.map(async (key) => (await admin.dumpBuffer(key))?.toString('hex')))
  return keys.map((key, at) => `${key} ${dumps[at]}`).join('\n')
}
