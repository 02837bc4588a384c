import type { Abilities } from '../sourceStand.ts'

export const PG_BOSS_CAN: Abilities = {
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
