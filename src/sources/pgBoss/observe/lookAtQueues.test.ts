import { describe, expect, test } from 'vitest'
import { lookAtQueues, type LookMemory } from './lookAtQueues.ts'
import type { Ask } from '../../openQueueDatabase.ts'
import type { Shape } from './shape.ts'
import { selectInstances, type InstanceRow } from './sql/selectInstances.ts'
import { SELECT_SERVER, type ServerRow } from './sql/selectServer.ts'

const SHAPE: Shape = { schema: '"pgboss"', job: new Set(), queue: new Set(), hasInstances: true, tellsNew: true }
const at = (seconds: number) => new Date(Date.parse('2026-01-01T12:00:00Z') + seconds * 1_000)
const STARTED = at(-3_600)
const INSTANCE: InstanceRow = {
  id: '7',
  startedOn: at(-60),
  heartbeatOn: at(-1),
  instance: { application_name: 'api', heartbeat_seconds: 30, schedule: true, config: { adapter: 'pg' }, workers: [] },
}

/** Looks a second apart at a server that says this of itself, to which one instance is known and nobody connected. */
async function looks(...servers: readonly Partial<ServerRow>[]) {
  const memory: LookMemory = { timeline: null, since: null }
  const seen = []
  for (const said of servers) {
    const ask: Ask = async <R>(text: string) => {
      const server: ServerRow = { now: at(seen.length), upSince: STARTED, timeline: '00000001', ...said }
      // The rows of these two statements, and of any other none.
      return (text === SELECT_SERVER ? [server] : text === selectInstances(SHAPE) ? [INSTANCE] : []) as R[]
    }
    seen.push(await lookAtQueues(ask, SHAPE, null, memory))
  }
  return seen
}

describe('a server', () => {
  test('is up since its start, and since its promotion from the look that noticed it', async () => {
    const ups = (await looks({}, {}, { timeline: '00000002' }, { timeline: '00000002' })).map(({ upSince }) => upSince)
    expect(ups).toEqual([STARTED, STARTED, at(2), at(2)])
  })

  test('that is promoted while it is watched was a standby until then', async () => {
    const standby = { timeline: null, upSince: null }
    const ups = (await looks({}, standby, { timeline: '00000002' })).map(({ upSince }) => upSince)
    expect(ups).toEqual([STARTED, null, at(2)])
  })

  test('that is a standby says of nobody that he is away: its sessions are those of its readers', async () => {
    const connected = (await looks({}, { timeline: null, upSince: null })).map(({ workers }) => workers[0]?.connected)
    expect(connected).toEqual([false, null])
  })
})
