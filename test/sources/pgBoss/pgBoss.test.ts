import { describeSource } from '../contractSuite.ts'
import { describeInTheLedger } from '../ledgerSuite.ts'
import type { Abilities, OpenStand } from '../sourceStand.ts'
import { openPgBossStand } from './openPgBossStand.ts'

const CAN: Abilities = {
  pause: false,
  beats: true,
  nameHolder: true,
  showConnections: true,
  keepEnded: true,
  tellEndOfAbsent: false,
  dependencies: false,
  keepApart: true,
  chooseIds: true,
  priorities: true,
  progress: false,
  order: true,
  cancel: true,
  endedAt: true,
  upSince: true,
}

const openStand: OpenStand = async (options) => await openPgBossStand({ ...options, heartbeatSeconds: 10 })

describeSource('pg-boss', CAN, openStand)
describeInTheLedger('pg-boss', CAN, openStand)
