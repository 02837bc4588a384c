import { describe, expect, it } from 'vitest'
import type { WireOperation } from '../../src/ledger/wire.ts'
import { eventually } from '../support/eventually.ts'
import { readJournal, untilAborted, untilBegun } from './journal.ts'
import { isLost, proofs } from './api.ts'
import { untilSessionsCount } from './databaseClock.ts'
import { inScene, type Scene } from './scene.ts'

const SCENE_MS = 240_000

async function jobOf(scene: Scene, id: string): Promise<string> {
  const { rows } = await scene.fixture.owner.query<{ state: string }>(
    `select j.state::text as state from runtruth.operation_runs r join runtruth_queue.job j on j.name = r.queue_name and j.id::text = r.queue_job_id where r.id = $1`,
    [id],
  )
  return rows[0]?.state ?? 'gone'
}

describe.concurrent('a process killed at a chosen moment', { timeout: SCENE_MS }, () => {
  it('between the commit of a start and its answer: the operation exists once, and the same request finds it', async () => {
    await inScene(async (scene) => {
      const { owner, acme } = scene.fixture
      const first = await scene.serve()
      const request = {
        type: 'crash.counted',
        tenant: 'contoso',
        input: { directory: scene.directory, steps: 2 },
        idempotencyKey: 'the one',
      }
      // A start reads no worker; the verdict in its answer does, and looks are shared: behind one that stands still, all wait.
      const lock = await scene.lock({ table: 'runtruth.workers' })
      // PostgreSQL shows the beginning of a statement only: this one's reads the sessions that are held.
      await lock.untilBlocked(/^\s*with held as/, 20_000)
      const answer = first.api.post(`/operations`, request)
      const id = await eventually('the start to be committed', 20_000, async () => {
        const { rows } = await owner.query<{ id: string }>('select id from runtruth.operation_runs where workspace_id = $1', [acme.id])
        return rows[0] ? { found: rows[0].id } : { seen: 'no operation' }
      })
      await first.process.kill()
      await lock.release()
      expect((await answer).status).toBe(0)

      const second = await scene.serve()
      const { status, body } = await second.api.post<WireOperation>('/operations', request)
      expect([status, body.id]).toEqual([200, id])
      expect(body.verdict).toMatchObject({ headline: 'Queued', freshness: 'fresh', reason: 'no_live_worker' })
      expect(body.verdict.guidance).not.toMatch(/no action needed/i)
      await scene.work('late')
      await scene.untilEnded([body.id], 30_000)
      expect(await scene.kinds(body.id)).toEqual(['queued', 'started', 'succeeded'])
    })
  })

  it('after the enqueue, before anybody took it: it stays queued and says that no worker is there, and a new worker runs it', async () => {
    await inScene(async (scene) => {
      const [{ api, watch }, busy] = await Promise.all([scene.serve(), scene.work('busy', { concurrency: 1 }), scene.reconcile()])
      const gate = scene.gate('occupied')
      const occupying = await api.start('crash.counted', { directory: scene.directory, steps: 1, gate })
      await eventually('the worker to be occupied', 20_000, async () =>
        (await scene.row(occupying.id)).status === 'running' ? { found: undefined } : { seen: 'queued' },
      )
      const waiting = await api.start('crash.counted', { directory: scene.directory, steps: 1 })
      const sinceMs = performance.now()
      await busy.kill()
      const sight = await watch.until(
        'no live worker',
        20_000,
        ({ operations }) => operations.get(waiting.id)?.verdict.reason === 'no_live_worker',
        sinceMs,
      )
      expect(sight.operations.get(waiting.id)).toMatchObject({ status: 'queued', verdict: { headline: 'Queued', freshness: 'fresh' } })
      expect(sight.operations.get(waiting.id)?.verdict.guidance).not.toMatch(/no action needed/i)
      await scene.untilEnded([occupying.id], 40_000)
      expect(await scene.row(waiting.id)).toMatchObject({ status: 'queued', attempt: 0 })
      await scene.work('new')
      await scene.untilEnded([waiting.id], 30_000)
      expect(await scene.row(waiting.id)).toMatchObject({ outcome: 'succeeded', attempt: 1, worker: 'new' })
      expect(watch.sights.filter(({ operations }) => isLost(operations.get(waiting.id)))).toEqual([])
    })
  })

  it('after it took the job, before its start was recorded: nothing is lost, and another worker runs it', async () => {
    await inScene(async (scene) => {
      const [{ api, watch }] = await Promise.all([scene.serve(), scene.reconcile()])
      const operation = await api.start('crash.counted', { directory: scene.directory, steps: 1 })
      const lock = await scene.lock({ run: operation.id })
      const victim = await scene.work('victim')
      await lock.untilBlocked(/status = 'running'/, 20_000)
      await victim.kill()
      await lock.release()
      expect([(await scene.row(operation.id)).status, await jobOf(scene, operation.id)]).toEqual(['queued', 'active'])

      await scene.work('survivor')
      await scene.untilEnded([operation.id], 60_000)
      expect(await scene.row(operation.id)).toMatchObject({ outcome: 'succeeded', attempt: 1, worker: 'survivor' })
      expect(await scene.kinds(operation.id)).toEqual(['queued', 'started', 'succeeded'])
      const seen = new Set(watch.sights.flatMap(({ operations }) => operations.get(operation.id)?.verdict.freshness ?? []))
      expect([...seen]).not.toContain('orphaned')
    })
  })

  it('between its work and its report: the operation is lost with its worker, and reconciled', async () => {
    await inScene(async (scene) => {
      const [{ api, watch }, victim] = await Promise.all([scene.serve(), scene.work('victim'), scene.reconcile()])
      const gate = scene.gate('done')
      const operation = await api.start('crash.deaf', { directory: scene.directory, gate })
      await untilBegun(scene.directory, operation.id)
      const lock = await scene.lock({ run: operation.id })
      await scene.open(gate)
      await lock.untilBlocked(/status = 'completed'/, 20_000)
      expect(readJournal(scene.directory, operation.id).map(({ event }) => event)).toEqual(['began', 'returning'])
      const sinceMs = performance.now()
      await victim.kill()
      await lock.release()
      const sight = await watch.until('Worker lost', 10_000, ({ operations }) => isLost(operations.get(operation.id)), sinceMs)
      expect(sight.askedAtMs - sinceMs).toBeLessThanOrEqual(4_000)
      expect(proofs(sight.operations.get(operation.id))).not.toEqual([])
      await scene.untilEnded([operation.id], 30_000)
      expect(await scene.row(operation.id)).toMatchObject({ outcome: 'failed', reason: 'worker_lost', attempt: 1 })
      expect(await scene.kinds(operation.id)).toEqual(['queued', 'started', 'reconciled'])
    })
  })

  it('is not its end: frozen, cut off and reconciled, it comes back and its late report amends what was concluded', async () => {
    await inScene(async (scene) => {
      const { acme, owner } = scene.fixture
      const [{ api, watch }, late] = await Promise.all([scene.serve(), scene.work('late'), scene.reconcile()])
      const gate = scene.gate('late')
      const operation = await api.start('crash.deaf', { directory: scene.directory, gate })
      await untilBegun(scene.directory, operation.id)
      await untilSessionsCount(scene.fixture)
      late.signal('SIGSTOP')
      await owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like '%late'`,
      )
      const lost = await watch.until('Worker lost', 20_000, ({ operations }) => isLost(operations.get(operation.id)))
      expect(proofs(lost.operations.get(operation.id))).toEqual(['worker_session'])
      await scene.untilEnded([operation.id], 30_000)
      expect(await scene.row(operation.id)).toMatchObject({ outcome: 'failed', reason: 'worker_lost' })

      const backMs = performance.now()
      late.signal('SIGCONT')
      // Back and told that its lease is gone, it still finishes what it had begun.
      expect((await untilAborted(scene.directory, operation.id, 20_000)).reason).toBe('lease_lost')
      await scene.open(gate)
      const amended = await watch.until(
        'the amended outcome',
        20_000,
        ({ operations }) => operations.get(operation.id)?.outcome === 'succeeded',
        backMs,
      )
      expect(amended.operations.get(operation.id)?.verdict).toMatchObject({ freshness: 'reconciled', reason: 'amended', problem: 'none' })
      expect(await scene.row(operation.id)).toMatchObject({ outcome: 'succeeded', reason: 'worker_lost', attempt: 1 })
      expect(await scene.kinds(operation.id)).toEqual(['queued', 'started', 'reconciled', 'amended'])
      const { rows } = await owner.query<{ kind: string; user: string }>(
        'select kind, user_id as "user" from runtruth.notifications where workspace_id = $1 and run_id = $2 order by id',
        [acme.id, operation.id],
      )
      expect(rows).toEqual(['finished', 'amended'].map((kind) => ({ kind, user: acme.owner.id })))
      expect(late.hasExited()).toBe(false)
    })
  })
})
