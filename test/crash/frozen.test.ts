import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { readJournal, untilBegun } from './journal.ts'
import { inScene } from './scene.ts'

const SCENE_MS = 240_000
const FROZEN_MS = 30_000
const BURNING_MS = 20_000

describe.concurrent('a worker that cannot speak is not dead', { timeout: SCENE_MS }, () => {
  it('frozen for 30 s it is likely stale, never lost, closed by nobody; thawed it is fresh and its operation succeeds', async () => {
    await inScene(async (scene) => {
      const [{ api, watch }, frozen] = await Promise.all([scene.serve(), scene.work('frozen'), scene.reconcile()])
      const gate = scene.gate('thawed')
      const operation = await api.start('crash.counted', { directory: scene.directory, steps: 3, gate })
      await untilBegun(scene.directory, operation.id)
      await watch.until('running', 20_000, ({ operations }) => operations.get(operation.id)?.verdict.progress.mode === 'counted')

      const frozenMs = performance.now()
      frozen.signal('SIGSTOP')
      const stale = await watch.until(
        'Likely stale',
        20_000,
        ({ operations }) => operations.get(operation.id)?.verdict.freshness === 'likely_stale',
        frozenMs,
      )
      expect(stale.operations.get(operation.id)?.verdict).toMatchObject({
        headline: 'Likely stale',
        reason: 'worker_silent',
        progress: { live: false },
      })
      await delay(FROZEN_MS - (performance.now() - frozenMs))
      const thawedMs = performance.now()
      frozen.signal('SIGCONT')
      await watch.until('fresh again', 20_000, ({ operations }) => operations.get(operation.id)?.verdict.freshness === 'fresh', thawedMs)
      await scene.open(gate)
      await scene.untilEnded([operation.id], 20_000)

      expect(await scene.row(operation.id)).toMatchObject({ outcome: 'succeeded', attempt: 1, reason: null })
      expect(await scene.kinds(operation.id)).toEqual(['queued', 'started', 'succeeded'])
      const cells = watch.sights
        .filter(({ status }) => status === 200)
        .flatMap(({ operations }) => operations.get(operation.id)?.verdict.freshness ?? [])
      expect(cells).not.toContain('orphaned')
      const during = watch.sights.filter(({ askedAtMs, atMs }) => askedAtMs > stale.atMs && atMs < thawedMs)
      expect(new Set(during.map(({ operations }) => operations.get(operation.id)?.verdict.freshness))).toEqual(new Set(['likely_stale']))
      expect(readJournal(scene.directory, operation.id).map(({ event }) => event)).toEqual(['began', 'returning'])
    })
  })

  it('computing for 20 s without ever letting go of its thread it is fresh at every look, and its operation succeeds', async () => {
    await inScene(async (scene) => {
      const [{ api, watch }, busy] = await Promise.all([scene.serve(), scene.work('busy'), scene.reconcile()])
      const operation = await api.start('crash.burning', { directory: scene.directory, forMs: BURNING_MS })
      await scene.untilEnded([operation.id], 60_000)
      await watch.until('its end', 10_000, ({ operations }) => operations.get(operation.id)?.status === 'completed')
      expect(await scene.row(operation.id)).toMatchObject({ outcome: 'succeeded', attempt: 1, reason: null })
      const sights = watch.sights.flatMap(({ operations }) => operations.get(operation.id) ?? [])
      expect(new Set(sights.filter(({ status }) => status !== 'completed').map(({ verdict }) => verdict.freshness))).toEqual(
        new Set(['fresh']),
      )
      expect(sights.filter(({ status }) => status === 'running').length).toBeGreaterThan(20)
      expect(busy.hasExited()).toBe(false)
    })
  })
})

describe.concurrent('a worker that is asked to stop', { timeout: SCENE_MS }, () => {
  it('lets a short operation end, hands a long one back, ends with 0, and the long one finishes on another worker', async () => {
    await inScene(async (scene) => {
      const [{ api }, leaving] = await Promise.all([scene.serve(), scene.work('leaving'), scene.reconcile()])
      const [shortGate, longGate] = [scene.gate('short'), scene.gate('long')]
      const short = await api.start('crash.counted', { directory: scene.directory, steps: 1, gate: shortGate })
      const long = await api.start('crash.counted', { directory: scene.directory, steps: 1, gate: longGate })
      await untilBegun(scene.directory, short.id)
      await untilBegun(scene.directory, long.id)
      await scene.work('staying')

      const ended = leaving.terminate()
      await scene.open(shortGate)
      await scene.untilEnded([short.id], 20_000)
      expect(await scene.row(short.id)).toMatchObject({ outcome: 'succeeded', worker: 'leaving' })
      expect(leaving.hasExited()).toBe(false)
      // What comes now is not for a worker that leaves.
      const next = await api.start('crash.counted', { directory: scene.directory, steps: 1 })
      await scene.untilEnded([next.id], 20_000)
      expect(await scene.row(next.id)).toMatchObject({ outcome: 'succeeded', worker: 'staying' })

      expect(await ended).toEqual({ code: 0, signal: null })
      await eventually('the long operation to begin elsewhere', 20_000, async () => {
        const { status, worker } = await scene.row(long.id)
        return status === 'running' && worker === 'staying' ? { found: undefined } : { seen: `${status} ${worker}` }
      })
      await scene.open(longGate)
      await scene.untilEnded([long.id], 20_000)
      expect(await scene.row(long.id)).toMatchObject({ outcome: 'succeeded', attempt: 1, worker: 'staying', reason: null })
      expect(await scene.kinds(long.id)).toEqual(['queued', 'started', 'handed_back', 'started', 'succeeded'])
      expect(readJournal(scene.directory, long.id).find(({ event }) => event === 'aborted')?.reason).toBe('worker_stopping')
    })
  })
})
