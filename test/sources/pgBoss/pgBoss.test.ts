import { describeSource } from '../contractSuite.ts'
import { describeInTheLedger } from '../ledgerSuite.ts'
import type { OpenStand } from '../sourceStand.ts'
import { openPgBossStand } from './openPgBossStand.ts'
import { PG_BOSS_CAN } from './pgBossCan.ts'

const openStand: OpenStand = async (options) => await openPgBossStand({ ...options, heartbeatSeconds: 10 })

describeSource('pg-boss', PG_BOSS_CAN, openStand)
describeInTheLedger('pg-boss', PG_BOSS_CAN, openStand)
