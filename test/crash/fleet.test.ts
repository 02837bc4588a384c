import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { composeServices } from '../../src/app/composeServices.ts'
import type { WireOperation } from '../../src/ledger/wire.ts'
import { silentLog } from '../../src/log.ts'
import { runReconciler } from '../../src/reconcile/runReconciler.ts'
import { eventually } from '../support/eventually.ts'
import { insertRunHistory, insertWorkerHistory } from '../support/factories.ts'
import { crashOperations } from './operations.ts'
import { isLost, proofs } from './api.ts'
import { untilSessionsCount } from './databaseClock.ts'
import { inScene } from './scene.ts'

const SCENE_MS = 240_000
const OPERATIONS = 20
const ORPHANS = 300

describe.concurrent('a whole fleet', { timeout: SCENE_MS }, () => {
  it('killed with its reconciler while 20 operations run: every one is told as lost, and one new reconciler closes each exactly once', async () => {
    await inScene(async (scene) => {
      const [{ api, watch }, reconciler, ...workers] = await Promise.all([
        scene.serve(),
        scene.reconcile(),
        scene.work('one', { concurrency: OPERATIONS / 2 }),
        scene.work('two', { concurrency: OPERATIONS / 2 }),
      ])
      const input = { directory: scene.directory, steps: 3_000 }
      const started = await Promise.all(Array.from({ length: OPERATIONS }, async () => await api.start('crash.counted', input)))
      const ids = started.map(({ id }) => id)
      await watch.until('all of them running', 40_000, ({ operations }) => ids.every((id) => operations.get(id)?.status === 'running'))

      const sinceMs = performance.now()
      await Promise.all([reconciler, ...workers].map(async (one) => await one.kill()))
      const sight = await watch.until(
        'all of them lost',
        20_000,
        ({ operations }) => ids.every((id) => isLost(operations.get(id))),
        sinceMs,
      )
      expect(sight.askedAtMs - sinceMs).toBeLessThanOrEqual(4_000)
      for (const id of ids) expect(proofs(sight.operations.get(id))).not.toEqual([])

      await scene.reconcile()
      await scene.untilEnded(ids, 40_000)
      for (const id of ids) {
        expect(await scene.row(id)).toMatchObject({ outcome: 'failed', reason: 'worker_lost', attempt: 1 })
        expect(await scene.kinds(id)).toEqual(['queued', 'started', 'reconciled'])
      }
    })
  })

  it('of ten reconcilers meets over several hundred orphaned operations: each is closed once, with one event', async () => {
    await inScene(async (scene) => {
      const { fixture } = scene
      const { owner, acme, url } = fixture
      const ghost = await insertWorkerHistory(owner, { name: 'ghost', heartbeatAgoMs: 60_000 })
      const ids: string[] = []
      for (let count = 0; count < ORPHANS; count += 1) {
        const run = await insertRunHistory(owner, acme, {
          status: 'running',
          worker: ghost.name,
          bootId: ghost.bootId,
          lease: randomUUID(),
        })
        ids.push(run.id)
      }
      await untilSessionsCount(fixture)
      const stop = new AbortController()
      const composed = Array.from({ length: 8 }, () =>
        composeServices({ url, operations: crashOperations, log: silentLog, maxConnections: 4 }),
      )
      const loops = composed.map(async ({ services }) => await runReconciler({ services, adapters: [], signal: stop.signal }))
      try {
        await Promise.all([scene.reconcile(), scene.reconcile()])
        await scene.untilEnded(ids, 90_000)
        // Every one of them has looked again since, and found nothing more to do.
        const { rows: done } = await owner.query<{ at: Date }>('select clock_timestamp() as at')
        await eventually('every reconciler to sweep once more', 60_000, async () => {
          const { rows } = await owner.query<{ behind: number; all: number }>(
            'select count(*) filter (where swept_at <= $1)::integer as behind, count(*)::integer as all from runtruth.sweeps',
            [done[0]?.at],
          )
          return rows[0]?.all === 10 && rows[0].behind === 0 ? { found: undefined } : { seen: JSON.stringify(rows[0]) }
        })
      } finally {
        stop.abort()
        await Promise.all(loops)
        await Promise.all(composed.map(async ({ close }) => await close()))
      }
      const { rows } = await owner.query<{ kind: string; events: number; runs: number }>(
        `select kind, count(*)::integer as events, count(distinct run_id)::integer as runs from runtruth.operation_events where kind not in ('queued', 'waiting') group by kind`,
      )
      expect(rows).toEqual([{ kind: 'reconciled', events: ORPHANS, runs: ORPHANS }])
      const reasons = await owner.query<{ reason: string }>(
        `select distinct reconciliation ->> 'reason' as reason from runtruth.operation_runs`,
      )
      expect(reasons.rows).toEqual([{ reason: 'worker_lost' }])
    })
  })

  it.each([
    { how: 'by its identity', type: 'crash.single', named: { name: 'the one' }, extra: {} },
    { how: 'by its idempotency key', type: 'crash.counted', named: {}, extra: { idempotencyKey: 'the one' } },
  ])('of 50 callers sends the same start at once and starts one operation, known $how', async ({ type, named, extra }) => {
    await inScene(async (scene) => {
      const { api } = await scene.serve()
      const request = { type, tenant: 'contoso', input: { directory: scene.directory, steps: 1, ...named }, ...extra }
      const answers = await Promise.all(
        Array.from({ length: 50 }, async () => await api.post<WireOperation & { created: boolean }>('/operations', request)),
      )
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 49 }, () => 200), 201])
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
      expect(answers.filter(({ body }) => body.created)).toHaveLength(1)
      const { rows } = await scene.fixture.owner.query<{ runs: number; jobs: number }>(
        `select (select count(*) from runtruth.operation_runs)::integer as runs, (select count(*) from runtruth_queue.job where name = $1)::integer as jobs`,
        [type],
      )
      expect(rows).toEqual([{ runs: 1, jobs: 1 }])
    })
  })
})
