import { expect, test } from 'vitest'
import type { BullmqSettings } from '../options.ts'
import type { LookRow } from './sql/selectLook.ts'
import { tablesIn } from './sql/tables.ts'
import { openWatch } from './watch.ts'

const START = Date.parse('2026-01-01T12:00:00Z')
const UP_SINCE = START - 3_600_000
const SETTINGS: BullmqSettings = {
  name: 'mail',
  store: { in: 'postgres', url: 'postgres://boss@db/app', schema: 'bullmq' },
  queues: ['emails'],
  lockDurationMs: 30_000,
  lockRenewMs: 15_000,
  stalledIntervalMs: 30_000,
}

/** Looks a second apart at a server that says this of itself; since when it is up by each, in milliseconds from the first. */
async function upSince(...servers: readonly Partial<LookRow>[]): Promise<(number | undefined)[]> {
  const rows = servers.map((said, at) => ({
    nowMs: START + at * 1_000,
    upSinceMs: UP_SINCE,
    incarnation: '00000001/1',
    isReplica: false,
    wasPromoted: false,
    sessions: [],
    queues: [],
    active: [],
    ...said,
  }))
  const answers = rows.values()
  const refuse = async () => await Promise.reject(new Error('Nobody writes here.'))
  // The only statement of a look is that of such a row.
  const read = async <Row>() => [answers.next().value] as Row[]
  const watch = openWatch({ read, readTogether: refuse, write: refuse, close: refuse }, tablesIn('bullmq'), SETTINGS)
  const ups: (number | undefined)[] = []
  for (const _ of rows) {
    const look = await watch.look(['emails'])
    ups.push(look.upSince === null ? undefined : look.upSince.getTime() - START)
  }
  return ups
}

test('a server is up since its start, and since the look that noticed that it is another one, or was a standby', async () => {
  const promoted = { incarnation: '00000002/1', wasPromoted: true }
  expect(await upSince({}, {})).toEqual([-3_600_000, -3_600_000])
  expect(await upSince({}, promoted, promoted)).toEqual([-3_600_000, 1_000, 1_000])
  expect(await upSince(promoted, promoted)).toEqual([0, 0])
})
