import { describe, expect, it } from 'vitest'
import type { WireOperation } from '../../src/ledger/wire.ts'
import { eventually } from '../support/eventually.ts'
import { readJournal } from './journal.ts'
import type { RunningProcess } from '../support/processes.ts'
import { isLost, proofs } from './api.ts'
import { databaseNowMs, untilSessionsCount } from './databaseClock.ts'
import { inScene, type Scene } from './scene.ts'

const LONG = 3_000
const SCENE_MS = 240_000
const WITHIN_MS = 4_000

/** What `list` and `show` say, asked at the same moment. */
async function askCommandLine(scene: Scene, id: string): Promise<{ listed: WireOperation | undefined; shown: WireOperation }> {
  const [list, shown] = await Promise.all([
    scene.json<{ operations: WireOperation[] }>(['list', '--workspace', 'acme']),
    scene.json<WireOperation>(['show', id, '--workspace', 'acme']),
  ])
  return { listed: list.operations.find((operation) => operation.id === id), shown }
}

/** Both in a pipe, following since before the kill: how long a process takes to start is not what is measured. */
async function followBoth(scene: Scene, id: string): Promise<RunningProcess[]> {
  return await Promise.all([
    scene.follow(['list', '--workspace', 'acme', '--watch']),
    scene.follow(['show', id, '--workspace', 'acme', '--watch']),
  ])
}

/** When each of them said it, by this process's clock. */
async function untilSaid(followers: readonly RunningProcess[], words: string): Promise<number[]> {
  return await Promise.all(
    followers.map(
      async (follower) =>
        await eventually(`${follower.name} to say ${words}`, 15_000, () =>
          follower.printed().includes(words) ? { found: performance.now() } : { seen: follower.printed().slice(-500) },
        ),
    ),
  )
}

async function untilWorking(scene: Scene, id: string): Promise<void> {
  await eventually(`operation ${id} to report progress`, 20_000, async () => {
    const { rows } = await scene.fixture.owner.query<{ at: Date | null }>(
      'select last_progress_at as at from runtruth.operation_runs where id = $1',
      [id],
    )
    return rows[0]?.at ? { found: undefined } : { seen: 'none' }
  })
}

describe.concurrent('a worker killed in the middle of its work', { timeout: SCENE_MS }, () => {
  it('is told by API, list and show within 4 s, reconciled within 15 s, and its operation retried on a survivor', async () => {
    await inScene(async (scene) => {
      const [{ api, watch }, victim] = await Promise.all([scene.serve(), scene.work('victim'), scene.reconcile()])
      const operation = await api.start('crash.counted', { directory: scene.directory, steps: LONG })
      await untilWorking(scene, operation.id)
      await scene.work('survivor')
      const followers = await followBoth(scene, operation.id)

      const sinceMs = performance.now()
      const killedAtMs = await databaseNowMs(scene.fixture)
      await victim.kill()
      const [sight, saidMs] = await Promise.all([
        watch.until('Worker lost', 10_000, ({ operations }) => isLost(operations.get(operation.id)), sinceMs),
        untilSaid(followers, 'Worker lost'),
      ])
      const told = sight.operations.get(operation.id)
      expect(proofs(told)).not.toEqual([])
      expect(Date.parse(told?.verdict.asOf ?? '') - killedAtMs).toBeLessThanOrEqual(WITHIN_MS)
      for (const atMs of [sight.askedAtMs, ...saidMs]) expect(atMs - sinceMs).toBeLessThanOrEqual(WITHIN_MS)

      await scene.untilEnded([operation.id], 30_000)
      const ended = await scene.row(operation.id)
      expect(ended).toMatchObject({ status: 'completed', outcome: 'failed', reason: 'worker_lost', attempt: 1 })
      expect((ended.completedAtMs ?? Infinity) - killedAtMs).toBeLessThanOrEqual(15_000)
      expect(await scene.kinds(operation.id)).toEqual(['queued', 'started', 'reconciled'])

      const { status, body: retried } = await api.post<WireOperation>(`/operations/${operation.id}/retry`)
      expect(status).toBe(201)
      expect(retried.retryOf).toBe(operation.id)
      await untilWorking(scene, retried.id)
      expect((await scene.row(retried.id)).worker).toBe('survivor')
      expect(await api.post(`/operations/${retried.id}/cancel`)).toMatchObject({ status: 202 })
      await scene.untilEnded([retried.id], 15_000)
    })
  })

  it('is told although nobody else is alive, stays told, and nothing is written', async () => {
    await inScene(async (scene) => {
      const [{ api, watch }, victim] = await Promise.all([scene.serve(), scene.work('victim')])
      const operation = await api.start('crash.counted', { directory: scene.directory, steps: LONG })
      await untilWorking(scene, operation.id)
      const followers = await followBoth(scene, operation.id)

      const sinceMs = performance.now()
      const killedAtMs = await databaseNowMs(scene.fixture)
      await victim.kill()
      const before = await scene.row(operation.id)
      const [sight, saidMs] = await Promise.all([
        watch.until('Worker lost', 10_000, ({ operations }) => isLost(operations.get(operation.id)), sinceMs),
        untilSaid(followers, 'Worker lost'),
      ])
      const told = sight.operations.get(operation.id)
      expect(proofs(told)).not.toEqual([])
      expect(Date.parse(told?.verdict.asOf ?? '') - killedAtMs).toBeLessThanOrEqual(WITHIN_MS)
      for (const atMs of [sight.askedAtMs, ...saidMs]) expect(atMs - sinceMs).toBeLessThanOrEqual(WITHIN_MS)
      const { listed, shown } = await askCommandLine(scene, operation.id)
      for (const one of [listed, shown]) {
        expect(one?.verdict.headline).toBe('Worker lost')
        expect(proofs(one)).not.toEqual([])
      }
      // Longer than it would take a reconciler to close it.
      await watch.until('a sight 15 s later', 20_000, ({ atMs }) => atMs - sight.atMs > 15_000)
      const later = watch.sights.filter(({ atMs }) => atMs >= sight.atMs)
      expect(later.filter(({ operations }) => !isLost(operations.get(operation.id)))).toEqual([])
      expect(await scene.row(operation.id)).toEqual(before)
      expect(await scene.kinds(operation.id)).toEqual(['queued', 'started'])
    })
  })

  it('is told from another machine within 4 s too, by its session and its beats alone', async () => {
    await inScene(async (scene) => {
      const [{ api, watch }, victim] = await Promise.all([scene.serve(), scene.work('victim')])
      const operation = await api.start('crash.counted', { directory: scene.directory, steps: LONG })
      await untilWorking(scene, operation.id)
      await untilSessionsCount(scene.fixture)
      // To every reader the worker now lives elsewhere, so nobody can look for its process.
      await scene.fixture.owner.query(`update runtruth.workers set host = 'elsewhere.example' where name = 'victim'`)
      // The server may have looked for it just before.
      await watch.until(
        'nobody to look for the process',
        10_000,
        ({ operations }) =>
          operations.get(operation.id)?.verdict.evidence.find(({ signal }) => signal === 'worker_process')?.checked === false,
        performance.now(),
      )

      const sinceMs = performance.now()
      const killedAtMs = await databaseNowMs(scene.fixture)
      await victim.kill()
      const sight = await watch.until('Worker lost', 10_000, ({ operations }) => isLost(operations.get(operation.id)), sinceMs)
      const told = sight.operations.get(operation.id)
      expect(proofs(told)).toEqual(['worker_session'])
      expect(sight.askedAtMs - sinceMs).toBeLessThanOrEqual(WITHIN_MS)
      expect(Date.parse(told?.verdict.asOf ?? '') - killedAtMs).toBeLessThanOrEqual(WITHIN_MS)
      const { listed, shown } = await askCommandLine(scene, operation.id)
      expect([listed?.verdict.headline, shown.verdict.headline]).toEqual(['Worker lost', 'Worker lost'])
    })
  })

  it('costs an operation that declares attempts only that attempt: the next one runs on a survivor', async () => {
    await inScene(async (scene) => {
      const [{ api }, victim] = await Promise.all([scene.serve(), scene.work('victim'), scene.reconcile()])
      const gate = scene.gate('second')
      const operation = await api.start('crash.persistent', { directory: scene.directory, steps: 2, gate })
      await untilWorking(scene, operation.id)
      await scene.work('survivor')
      await victim.kill()
      await scene.open(gate)
      await scene.untilEnded([operation.id], 40_000)
      expect(await scene.row(operation.id)).toMatchObject({ outcome: 'succeeded', attempt: 2, worker: 'survivor', reason: null })
      expect(await scene.kinds(operation.id)).toEqual(['queued', 'started', 'attempt_lost', 'started', 'succeeded'])
      expect(readJournal(scene.directory, operation.id).filter(({ event }) => event === 'returning')).toHaveLength(1)
    })
  })
})
