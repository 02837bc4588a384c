import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startTcpProxy } from '../support/tcpProxy.ts'
import { readJournal, untilAborted, untilBegun } from './journal.ts'
import { isLost } from './api.ts'
import { databaseNowMs, untilSessionsCount } from './databaseClock.ts'
import { inScene } from './scene.ts'

const SCENE_MS = 240_000
const SHORT_CUT_MS = 2_000

describe.concurrent('a worker whose road to the database is cut', { timeout: SCENE_MS }, () => {
  it('for 2 s goes on as if nothing had happened', async () => {
    await inScene(async (scene) => {
      const proxy = await startTcpProxy({ target: { port: Number(new URL(scene.fixture.url).port) } })
      try {
        const [{ api, watch }] = await Promise.all([
          scene.serve(),
          scene.reconcile(),
          scene.work('remote', { url: proxy.through(scene.fixture.url) }),
        ])
        const gate = scene.gate('after')
        const operation = await api.start('crash.counted', { directory: scene.directory, steps: 5, gate })
        await untilBegun(scene.directory, operation.id)
        proxy.pause()
        await delay(SHORT_CUT_MS)
        proxy.resume()
        await scene.open(gate)
        await scene.untilEnded([operation.id], 30_000)
        expect(await scene.row(operation.id)).toMatchObject({ outcome: 'succeeded', attempt: 1, reason: null })
        expect(readJournal(scene.directory, operation.id).map(({ event }) => event)).toEqual(['began', 'returning'])
        expect(watch.sights.filter(({ operations }) => isLost(operations.get(operation.id)))).toEqual([])
      } finally {
        await proxy.close()
      }
    })
  })

  it('for so long that it was convicted stops its handlers; what one of them finishes nevertheless amends, and the worker works on', async () => {
    await inScene(async (scene) => {
      const { fixture } = scene
      const proxy = await startTcpProxy({ target: { port: Number(new URL(fixture.url).port) } })
      try {
        const [{ api, watch }, remote] = await Promise.all([
          scene.serve(),
          scene.work('remote', { url: proxy.through(fixture.url) }),
          scene.reconcile(),
        ])
        const gate = scene.gate('deaf')
        const obedient = await api.start('crash.counted', { directory: scene.directory, steps: 3_000 })
        const deaf = await api.start('crash.deaf', { directory: scene.directory, gate })
        await untilBegun(scene.directory, obedient.id)
        await untilBegun(scene.directory, deaf.id)
        await untilSessionsCount(fixture)

        const cutAtMs = await databaseNowMs(fixture)
        proxy.pause()
        // The far end gives the sessions up, as keepalive does after a while; the worker is not told.
        await fixture.owner.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like '%remote'`,
        )
        await watch.until('both lost', 20_000, ({ operations }) => isLost(operations.get(obedient.id)) && isLost(operations.get(deaf.id)))
        const [first, second] = await Promise.all([
          untilAborted(scene.directory, obedient.id, 30_000),
          untilAborted(scene.directory, deaf.id, 30_000),
          scene.untilEnded([obedient.id, deaf.id], 30_000),
        ])
        expect([first.reason, second.reason]).toEqual(['lease_lost', 'lease_lost'])
        for (const id of [obedient.id, deaf.id]) expect(await scene.row(id)).toMatchObject({ outcome: 'failed', reason: 'worker_lost' })
        const { completedAtMs } = await scene.row(obedient.id)
        // It lets go before anybody can have taken over.
        expect(first.atMs - cutAtMs).toBeLessThan((completedAtMs ?? 0) - cutAtMs)

        proxy.resume()
        await scene.open(gate)
        await watch.until('the amended outcome', 30_000, ({ operations }) => operations.get(deaf.id)?.outcome === 'succeeded')
        expect(await scene.kinds(deaf.id)).toEqual(['queued', 'started', 'reconciled', 'amended'])
        expect(await scene.kinds(obedient.id)).toEqual(['queued', 'started', 'reconciled'])
        const next = await api.start('crash.counted', { directory: scene.directory, steps: 1 })
        await scene.untilEnded([next.id], 30_000)
        expect(await scene.row(next.id)).toMatchObject({ outcome: 'succeeded', worker: 'remote' })
        expect(remote.hasExited()).toBe(false)
      } finally {
        await proxy.close()
      }
    })
  })

  it('and that gave up its operations while nobody reconciled does not leave them running in the ledger for ever', async () => {
    await inScene(async (scene) => {
      const { fixture } = scene
      const proxy = await startTcpProxy({ target: { port: Number(new URL(fixture.url).port) } })
      try {
        const [{ api }] = await Promise.all([scene.serve(), scene.work('remote', { url: proxy.through(fixture.url) })])
        const gate = scene.gate('again')
        const once = await api.start('crash.counted', { directory: scene.directory, steps: 1, gate })
        const twice = await api.start('crash.persistent', { directory: scene.directory, steps: 1, gate })
        await Promise.all([once, twice].map(async ({ id }) => await untilBegun(scene.directory, id)))
        proxy.pause()
        expect((await untilAborted(scene.directory, once.id, 40_000)).reason).toBe('lease_lost')
        proxy.resume()
        await scene.untilEnded([once.id], 30_000)
        await eventually('the end of the first attempt', 30_000, async () => {
          const kinds = await scene.kinds(twice.id)
          return kinds.includes('attempt_failed') ? { found: kinds } : { seen: kinds.join(' ') }
        })
        await scene.open(gate)
        await scene.untilEnded([twice.id], 30_000)
        // Nobody took the lease, so the worker itself says how its attempt ended: the only one, and the first of two.
        expect(await scene.row(once.id)).toMatchObject({ outcome: 'failed', reason: null })
        expect(await scene.kinds(once.id)).toEqual(['queued', 'started', 'failed'])
        expect(await scene.row(twice.id)).toMatchObject({ outcome: 'succeeded', reason: null })
        expect(await scene.kinds(twice.id)).toEqual(['queued', 'started', 'attempt_failed', 'started', 'succeeded'])
      } finally {
        await proxy.close()
      }
    })
  })
})
