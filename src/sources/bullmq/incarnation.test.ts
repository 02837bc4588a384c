import { describe, expect, test } from 'vitest'
import { Incarnation, readServerInfo, type ServerInfo } from './incarnation.ts'

const UP_MS = 600_000
const START = 1_000_000
const server: ServerInfo = { runId: 'one', upMs: UP_MS, isReplica: false, wasPromoted: false }

/** Looks a minute apart; since when connections can have stood by the last of them, in milliseconds from the first. */
function upSince(...looks: readonly { readonly seen?: Partial<ServerInfo>; readonly reconnects?: number }[]): number {
  const incarnation = new Incarnation()
  const noted = looks.map(({ seen = {}, reconnects = 0 }, at) => {
    const ranMs = at * 60_000
    return incarnation.note(START + ranMs, { ...server, upMs: UP_MS + ranMs, ...seen }, reconnects).getTime() - START
  })
  return noted.at(-1) ?? Number.NaN
}

describe('workers can have been connected', () => {
  test('since the start of their server, by each look', () => {
    expect(upSince({})).toBe(-UP_MS)
    expect(upSince({}, {}, {})).toBe(-UP_MS)
  })

  test.each([
    ['is another one', { seen: { runId: 'two' } }],
    ['was a standby and was promoted', { seen: { isReplica: true } }],
    ['dropped our own connection', { reconnects: 1 }],
  ])('since the look that noticed that it %s, and by later ones as well', (_, changed) => {
    expect(upSince({}, changed)).toBe(60_000)
    expect(upSince({}, changed, changed)).toBe(60_000)
  })

  test('since the first look at a replica, and at what had been one: its start is not when they came', () => {
    expect(upSince({ seen: { isReplica: true } })).toBe(0)
    expect(upSince({ seen: { wasPromoted: true } })).toBe(0)
  })
})

test('a server tells by INFO which one it is, since when, and whether it was a replica', () => {
  const info = (...lines: string[]) => readServerInfo(['# Server', 'run_id:one', 'uptime_in_seconds:600', ...lines].join('\r\n'))
  expect(info('role:master', `master_replid2:${'0'.repeat(40)}`)).toEqual(server)
  expect(info('role:slave')).toMatchObject({ isReplica: true })
  expect(info('role:master', 'master_replid2:8f1c')).toMatchObject({ wasPromoted: true })
  expect(readServerInfo('# Server\r\nuptime_in_seconds:600')).toBeNull()
})
