import { describeSource } from '../contractSuite.ts'
import type { Abilities } from '../sourceStand.ts'
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

describeSource('pg-boss', CAN, async (options) => await openPgBossStand({ ...options, heartbeatSeconds: 10 }))
