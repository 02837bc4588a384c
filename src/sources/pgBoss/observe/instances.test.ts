import { describe, expect, test } from 'vitest'
import { countServing, groupLimit, mayHold, readInstance, toWorkers, type Instance } from './instances.ts'

const START = Date.parse('2026-01-01T12:00:00Z')
const at = (seconds: number) => new Date(START + seconds * 1_000)

interface Told {
  readonly started?: number
  readonly beat: number
  readonly works?: readonly { queue?: string; active?: number; workers?: number; fetched?: number | null; limit?: unknown }[]
  readonly applicationName?: string
  readonly config?: object
  readonly schedule?: boolean
}

/** As its row says; seconds from the start of the attempt that is asked about. Beats every 30 s. */
function told({ started = -600, beat, works = [], applicationName = 'pgboss:1', config = {}, schedule = true }: Told): Instance {
  return readInstance({
    id: applicationName,
    startedOn: at(started),
    heartbeatOn: at(beat),
    instance: {
      host: 'web',
      pid: 7,
      application_name: applicationName,
      heartbeat_seconds: 30,
      schedule,
      config: { adapter: 'pg', cronWorkerIntervalSeconds: 5, ...config },
      workers: works.map(({ queue = 'mail', active = 0, workers = 1, fetched = null, limit }) => ({
        queue,
        active,
        localConcurrency: workers,
        lastFetchedOn: fetched === null ? null : at(fetched).toISOString(),
        options: { groupConcurrency: limit },
      })),
    },
  })
}

describe('an instance may have a job', () => {
  const cases: readonly [string, Told, boolean][] = [
    ['that it took and said so', { beat: 20, works: [{ active: 1, fetched: 0 }] }, true],
    ['as long as it has not beaten since, whatever it served before', { beat: -20, works: [{ queue: 'other' }] }, true],
    ['when it has not told yet what it serves', { started: -10, beat: -10 }, true],
    ['by a beat so soon after that it may have been on its way', { beat: 5, works: [{ queue: 'other' }] }, true],
    ['not when it came later', { started: 1, beat: 20, works: [{ active: 1, fetched: 2 }] }, false],
    ['not when it had missed its beat before, and has sent none since', { beat: -41, works: [{ active: 1 }] }, false],
    ['not when it serves other queues', { beat: 20, works: [{ queue: 'other', active: 1, fetched: 0 }] }, false],
    ['not when its one worker fetched after that and is idle', { beat: 20, works: [{ active: 0, fetched: 19 }] }, false],
    ['when its one worker is idle, but fetched so near that clocks may differ', { beat: 20, works: [{ active: 0, fetched: 8 }] }, true],
    ['not when its one worker is still at what it fetched before', { beat: 20, works: [{ active: 1, fetched: -60 }] }, false],
    ['not when its one worker is at what it fetched more than two beats later', { beat: 80, works: [{ active: 1, fetched: 71 }] }, false],
    ['when that may be the same answer, seen to late', { beat: 80, works: [{ active: 1, fetched: 69 }] }, true],
    [
      'when one of several is at what it fetched later: another may be at it',
      { beat: 80, works: [{ active: 2, workers: 2, fetched: 71 }] },
      true,
    ],
    [
      'when one of several workers fetched before: another may not have seen its answer yet',
      { beat: 20, works: [{ active: 1, workers: 2, fetched: -60 }] },
      true,
    ],
    ['not when none of several has fetched since, two beats later', { beat: 61, works: [{ active: 1, workers: 2, fetched: -60 }] }, false],
    ['when one of several is idle, within two beats', { beat: 20, works: [{ active: 0, workers: 2, fetched: 19 }] }, true],
    ['not when all are idle two beats later', { beat: 61, works: [{ active: 0, workers: 2, fetched: 60 }] }, false],
    [
      'through any of its calls of work()',
      {
        beat: 20,
        works: [
          { active: 0, fetched: 19 },
          { active: 1, fetched: 0 },
        ],
      },
      true,
    ],
  ]
  test.each(cases)('%s', (_, instance, may) => {
    expect(mayHold(told(instance), 'mail', at(0))).toBe(may)
  })
})

describe('whether an instance is connected', () => {
  const seen = (instances: readonly Told[], standing: readonly string[], standby = false) =>
    toWorkers(
      instances.map(told),
      standing.map((name) => ({ name, count: 2 })),
      at(10),
      standby,
    ).map(({ connected }) => connected)

  test('is said where its name is its own', () => {
    const both = [
      { beat: 0, applicationName: 'pgboss:1' },
      { beat: 0, applicationName: 'pgboss:2' },
    ]
    expect(seen(both, ['pgboss:1', 'pgboss:2'])).toEqual([true, true])
    expect(seen(both, ['pgboss:2', 'psql'])).toEqual([false, true])
  })

  test('is not said where several have the name, until nobody has', () => {
    const both = [
      { beat: 0, applicationName: 'api' },
      { beat: 5, applicationName: 'api' },
    ]
    expect(seen(both, ['api'])).toEqual([null, null])
    expect(seen(both, [])).toEqual([false, false])
  })

  test('is said of the one that is left once the others have long been silent', () => {
    const both = [
      { beat: -100, applicationName: 'api' },
      { beat: 5, applicationName: 'api' },
    ]
    expect(seen(both, ['api'])).toEqual([null, true])
  })

  const idles: readonly [string, Omit<Told, 'beat'>][] = [
    ['schedules nothing', { schedule: false }],
    ['polls too seldom', { config: { cronWorkerIntervalSeconds: 30 } }],
    ['uses a pool of its host', { config: { adapter: 'custom' } }],
    ['has no name', { applicationName: '' }],
  ]
  test.each(idles)('is never denied of one that %s: an idle pool closes its connections', (_, instance) => {
    expect(seen([{ beat: 0, ...instance }], [])).toEqual([null])
  })

  test('is denied of one that schedules nothing but listens', () => {
    expect(seen([{ beat: 0, schedule: false, config: { useListenNotify: true } }], [])).toEqual([false])
  })

  test('is not said by a standby, whose sessions are its own', () => {
    expect(seen([{ beat: 0 }], [], true)).toEqual([null])
    expect(seen([{ beat: 0 }], ['pgboss:1'], true)).toEqual([null])
  })
})

describe('how many serve a queue', () => {
  const count = (...instances: readonly Told[]) => {
    const read = instances.map(told)
    return countServing('mail', read, toWorkers(read, [{ name: 'pgboss:1', count: 1 }], at(60), false), at(60))
  }
  test('is told by those that live', () => {
    expect(count({ beat: 50, works: [{}, { queue: 'other' }] })).toBe(1)
    expect(count({ beat: 50, works: [{ queue: 'other' }] })).toBe(0)
    expect(count({ beat: -31, works: [{}] })).toBe(0)
    expect(count({ beat: 50, applicationName: 'gone', works: [{}] })).toBe(0)
    expect(count()).toBe(0)
  })
  test('is not known while one that has just come has not said what it serves', () => {
    expect(count({ started: 40, beat: 40 })).toBeNull()
    expect(count({ started: 40, beat: 40 }, { beat: 50, works: [{}] })).toBe(1)
  })
})

describe('the limit of its group holds a job back', () => {
  const limited = (groupActive: number | null, groupTier: string | null, ...limits: readonly unknown[]) =>
    // What else the row has plays no part.
    groupLimit({ name: 'mail', groupActive, groupTier } as Parameters<typeof groupLimit>[0], [
      told({ beat: 0, works: [{ queue: 'other', limit: 1 }, ...limits.map((limit) => ({ limit }))] }),
    ])
  test('only where everybody who serves its queue keeps to one, and it is reached', () => {
    expect(limited(2, null, 2)).toBe(2)
    expect(limited(2, null, { default: 2, tiers: { gold: 5 } })).toBe(2)
    expect(limited(2, 'gold', { default: 2, tiers: { gold: 5 } })).toBeNull()
    expect(limited(5, 'gold', { default: 2, tiers: { gold: 5 } })).toBe(5)
    expect(limited(1, null, 2)).toBeNull()
    expect(limited(2, null, 2, undefined)).toBeNull()
    expect(limited(2, null)).toBeNull()
    expect(limited(null, null, 2)).toBeNull()
  })
})
