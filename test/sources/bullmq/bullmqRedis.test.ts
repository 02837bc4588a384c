import { describe } from 'vitest'
import { findRedis, WHY_NO_REDIS } from '../../support/redisServer.ts'
import { describeSource } from '../contractSuite.ts'
import { describeInTheLedger } from '../ledgerSuite.ts'
import { BULLMQ_CAN } from './openBullmqStand.ts'
import { openRedisStand } from './openRedisStand.ts'

describe.skipIf(!findRedis())(`over Redis${WHY_NO_REDIS}`, () => {
  describeSource('bullmq', BULLMQ_CAN, openRedisStand)
  describeInTheLedger('bullmq', BULLMQ_CAN, openRedisStand)
})
