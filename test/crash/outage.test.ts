import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/db/embedded/startEmbeddedPostgres.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { WireOperation } from '../../src/ledger/wire.ts'
import { eventually } from '../support/eventually.ts'
import { createStandby } from '../support/standby.ts'
import { startTcpProxy } from '../support/tcpProxy.ts'
import { createTempDir } from '../support/tempDir.ts'
import type { Api } from './api.ts'
import { readJournal, untilBegun } from './journal.ts'
import { inScene, type Scene } from './scene.ts'

const SCENE_MS = 300_000
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
const LONG_OPERATIONS = 6
const READ_ONLY_MS = 3_000
/** Past the reconnect grace of 15 s, the 5 s of a second look, and two sweeps. */
const CONVICTED_BY_THEN = '24 s'

interface Absence {
  /** What the processes and the fixture connect to. */
  readonly url: string
  /** Takes the database away and brings it back, as it may be; `meanwhile` is called while it is away. */
  happen(meanwhile: () => Promise<void>): Promise<void>
}

/** Operations are started all the while; a start that was not answered is asked again under the same key, as a caller would. */
function keepStarting(api: Api, directory: string) {
  const accepted = new Set<string>()
  let stopped = false
  const loop = (async () => {
    for (let number = 1; !stopped; number += 1) {
      const request = { type: 'crash.counted', tenant: 'contoso', input: { directory, steps: 1 }, idempotencyKey: `short ${number}` }
      await eventually(
        `start ${number} to be accepted`,
        90_000,
        async () => {
          const { status, body } = await api.post<WireOperation>('/operations', request)
          if (status !== 200 && status !== 201) return { seen: `${status} ${JSON.stringify(body)}` }
          accepted.add(body.id)
          return { found: undefined }
        },
        500,
      )
      await delay(500)
    }
  })()
  // Whoever stops it hears of it; until then the failure waits.
  loop.catch(() => {})
  return {
    stop: async () => {
      stopped = true
      await loop
      return [...accepted]
    },
  }
}

/** Everything that runs is still running, by its own word, after the database was away. */
async function survive(scene: Scene, absence: Absence): Promise<void> {
  const { owner } = scene.fixture
  const [{ api, watch, process: server }, worker, reconciler] = await Promise.all([
    scene.serve(),
    scene.work('steady', { concurrency: LONG_OPERATIONS + 4 }),
    scene.reconcile(),
  ])
  const [gate, gateMeanwhile] = [scene.gate('over'), scene.gate('meanwhile')]
  const input = { directory: scene.directory, steps: 5 }
  const long = await Promise.all(
    // Half of the handlers return while there is nobody to report to.
    Array.from(
      { length: LONG_OPERATIONS },
      async (_, index) => (await api.start('crash.counted', { ...input, gate: index % 2 === 0 ? gate : gateMeanwhile })).id,
    ),
  )
  for (const id of long) await untilBegun(scene.directory, id)
  const starting = keepStarting(api, scene.directory)

  await absence.happen(async () => await scene.open(gateMeanwhile))
  const backMs = performance.now()
  await eventually('the database to be up for long enough to convict', 90_000, async () => {
    const up = await owner
      .query<{ up: boolean }>(`select runtruth.database_up_since() < now() - interval '${CONVICTED_BY_THEN}' as up`)
      .catch((error: unknown) => String(error))
    return typeof up !== 'string' && up.rows[0]?.up === true ? { found: undefined } : { seen: typeof up === 'string' ? up : 'not yet' }
  })
  await scene.open(gate)
  const ids = [...long, ...(await starting.stop())]
  await scene.untilEnded(ids, 60_000)

  const wrong = watch.sights.filter(({ status }) => status !== 200 && status !== 503)
  expect(wrong.map(({ status }) => status)).toEqual([])
  const cells = watch.sights.flatMap(({ operations }) => [...operations.values()])
  expect(cells.filter(({ verdict }) => verdict.freshness === 'orphaned' || verdict.freshness === 'reconciled')).toEqual([])
  expect(watch.sights.filter(({ status, askedAtMs }) => status === 200 && askedAtMs > backMs).length).toBeGreaterThan(50)
  for (const id of ids) {
    expect({ id, ...(await scene.row(id)) }).toMatchObject({ id, outcome: 'succeeded', attempt: 1, reason: null })
    expect(await scene.kinds(id)).toEqual(['queued', 'started', 'succeeded'])
    expect(readJournal(scene.directory, id).map(({ event }) => event)).toEqual(['began', 'returning'])
  }
  expect([server, worker, reconciler].filter((one) => one.hasExited())).toEqual([])
}

async function upForLongerThanGrace(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await eventually('the standby to be up for longer than the reconnect grace', 30_000, async () => {
      const { rows } = await client.query<{ up: boolean }>(`select pg_postmaster_start_time() < now() - interval '16 s' as up`)
      return rows[0]?.up === true ? { found: undefined } : { seen: 'not yet' }
    })
  } finally {
    await client.end()
  }
}

async function onOwnServer(play: (postgres: EmbeddedPostgres, dataDir: string) => Promise<void>): Promise<void> {
  const { path: dataDir, remove } = await createTempDir('outage')
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, settings: SETTINGS })
    try {
      await migrate({ url: postgres.url })
      await play(postgres, dataDir)
    } finally {
      await postgres.stop()
    }
  } finally {
    await remove()
  }
}

const keep = async () => {
  // The whole server goes after the scene.
}

describe.concurrent('a database that goes away under load', { timeout: SCENE_MS }, () => {
  it.each([1_000, 5_000, 20_000])(
    'for %d ms convicts nobody: nothing is lost, nothing reconciled, every operation succeeds',
    async (awayMs) => {
      await onOwnServer(async (postgres, dataDir) => {
        let again: EmbeddedPostgres | undefined
        try {
          const happen: Absence['happen'] = async (meanwhile) => {
            await postgres.stop()
            await meanwhile()
            await delay(awayMs)
            again = await startEmbeddedPostgres({ dataDir, port: postgres.port, settings: SETTINGS })
          }
          await inScene(async (scene) => await survive(scene, { url: postgres.url, happen }), {
            database: { url: postgres.url, drop: keep },
          })
        } finally {
          await again?.stop()
        }
      })
    },
  )

  it('and is replaced by its promoted standby convicts nobody either', async () => {
    await onOwnServer(async (primary, dataDir) => {
      const { path: standbyDir, remove } = await createTempDir('standby')
      const standby = await createStandby({ dataDir, url: primary.url }, standbyDir)
      const proxy = await startTcpProxy({ target: { port: primary.port } })
      try {
        const url = proxy.through(primary.url)
        const happen: Absence['happen'] = async (meanwhile) => {
          // Else the start of its server alone would explain the missing sessions, and the promotion would prove nothing.
          await upForLongerThanGrace(standby.url)
          await standby.waitCaughtUp()
          await primary.stop()
          // For a while there is only somebody who may be read.
          proxy.switchTo({ port: standby.port })
          await meanwhile()
          await delay(READ_ONLY_MS)
          await standby.promote()
        }
        await inScene(async (scene) => await survive(scene, { url, happen }), { database: { url, drop: keep } })
      } finally {
        await proxy.close()
        await standby.stop()
        await remove()
      }
    })
  })
})
