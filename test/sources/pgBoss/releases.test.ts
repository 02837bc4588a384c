import { describe, expect, it, onTestFinished } from 'vitest'
import { silentLog } from '../../../src/log.ts'
import { pgBossSource } from '../../../src/sources/pgBoss/index.ts'
import { describeWords } from '../contract/words.ts'
import { RELEASES } from './client.ts'
import { openPgBossStand } from './openPgBossStand.ts'
import { PG_BOSS_CAN } from './pgBossCan.ts'

/** What an application may still have: each release has a schema of its own, and says the same in it. */
describe.each(RELEASES.filter((release) => release !== '12'))('pg-boss of release %s', { timeout: 120_000 }, (release) => {
  describeWords({ can: { ...PG_BOSS_CAN, beats: false }, openStand: async (options) => await openPgBossStand({ ...options, release }) })
})

it('a schema without a pg-boss is refused by name, rather than taken for one without jobs', async () => {
  const stand = await openPgBossStand({})
  onTestFinished(stand.close)
  const reader = pgBossSource({ name: 'mail', workspace: 'acme', connection: stand.url, schema: 'elses', jobs: { '*': {} } }).openReader({
    log: silentLog,
  })
  onTestFinished(reader.close)
  await expect(reader.totals()).rejects.toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(/no pg-boss in the schema "elses"/),
  })
})
