import { describe } from 'vitest'
import { describeWords } from '../contract/words.ts'
import { RELEASES } from './client.ts'
import { openPgBossStand } from './openPgBossStand.ts'
import { PG_BOSS_CAN } from './pgBossCan.ts'

/** What an application may still have: each release has a schema of its own, and says the same in it. */
describe.each(RELEASES.filter((release) => release !== '12'))('pg-boss of release %s', { timeout: 120_000 }, (release) => {
  describeWords({ can: { ...PG_BOSS_CAN, beats: false }, openStand: async (options) => await openPgBossStand({ ...options, release }) })
})
