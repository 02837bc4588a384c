import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadApp, type AppName } from '../sources/apps/apps.ts'
import type { AppProcess } from '../sources/apps/appProcess.ts'
import { APPS_HERE, openAppStore } from '../sources/apps/openAppStore.ts'
import { payloadOf, type AppClient, type AppPayload } from '../sources/apps/queueApp.ts'
import { releaseJob } from '../sources/doAsTold.ts'
import { spawnWorker, type WorkerProcess } from '../sources/spawnWorker.ts'
import { eventually } from '../support/eventually.ts'
import { isLost, proofs } from './api.ts'
import { databaseNowMs } from './databaseClock.ts'
import { inScene, type Scene } from './scene.ts'

const SCENE_MS = 240_000
const LOST_WITHIN_MS = 4_000
/** Longer than three beats of the process, after which a silent one is suspected, and than the lock of a job in BullMQ. */
const BUSY_MS = 9_000
const program = fileURLToPath(new URL('../sources/apps/appProcess.ts', import.meta.url))

interface Tracked {
  readonly scene: Scene
  readonly client: AppClient
  /** A worker process of the application, whose handler is tracked. */
  spawn(): Promise<WorkerProcess>
  /** Adds a job and answers its id and that of its operation, once a tracked handler has it. */
  begin(payload: AppPayload): Promise<{ readonly jobId: string; readonly id: string }>
}

/** An application whose handler is wrapped by `rt.track`, with its store and Runtruth's processes around it. */
async function withTracked(app: AppName, play: (tracked: Tracked) => Promise<void>): Promise<void> {
  const store = await openAppStore(app)
  const { open } = await loadApp(app)
  const client = await open(store.at.connection)
  const workers: WorkerProcess[] = []
  try {
    await inScene(
      async (scene) => {
        const { url: ledger, owner } = scene.fixture
        await play({
          scene,
          client,
          spawn: async () => {
            const settings: AppProcess = { ...store.at, concurrency: 1, directory: scene.directory, ledger }
            const worker = await spawnWorker(program, settings)
            workers.push(worker)
            return worker
          },
          begin: async (payload) => {
            const jobId = await client.add(payload)
            const id = await eventually('a tracked handler to have the job', 60_000, async () => {
              const { rows } = await owner.query<{ id: string; has: boolean }>(
                `select id, status = 'running' and lease_boot_id is not null as has from runtruth.operation_runs where queue_job_id = $1`,
                [jobId],
              )
              return rows[0]?.has === true ? { found: rows[0].id } : { seen: JSON.stringify(rows) }
            })
            return { jobId, id }
          },
        })
        await Promise.all(workers.map(async (worker) => await worker.kill('SIGKILL')))
      },
      { app: store.at },
    )
  } finally {
    await Promise.all(workers.map(async (worker) => await worker.kill('SIGKILL')))
    await client.close()
    await store.close()
  }
}

/** Kills it and answers when the API first said that it is lost, on proof, within the time that is promised. */
async function expectLostSoon({ fixture }: Scene, { watch }: Awaited<ReturnType<Scene['serve']>>, victim: WorkerProcess, id: string) {
  const sinceMs = performance.now()
  const killedAtMs = await databaseNowMs(fixture)
  await victim.kill('SIGKILL')
  const sight = await watch.until('Worker lost', 10_000, ({ operations }) => isLost(operations.get(id)), sinceMs)
  const told = sight.operations.get(id)
  expect(proofs(told)).not.toEqual([])
  expect(sight.askedAtMs - sinceMs).toBeLessThanOrEqual(LOST_WITHIN_MS)
  expect(Date.parse(told?.verdict.asOf ?? '') - killedAtMs).toBeLessThanOrEqual(LOST_WITHIN_MS)
  return sight
}

describe.each(APPS_HERE)('a job of $title in the hands of a tracked handler', { timeout: SCENE_MS }, ({ app, here }) => {
  it(
    'is told as lost within 4 s of its kill beside a survivor, which its queue gives it to',
    { concurrent: true, skip: !here },
    async () => {
      await withTracked(app, async ({ scene, client, spawn, begin }) => {
        const [server, victim] = await Promise.all([scene.serve(), spawn(), scene.reconcile()])
        const { jobId, id } = await begin(payloadOf('hold'))
        await spawn()
        await expectLostSoon(scene, server, victim, id)

        await client.passHours?.(jobId)
        await eventually('the survivor to have the job', 120_000, async () => {
          const { status, attempt } = await scene.row(id)
          return status === 'running' && attempt === 2 ? { found: undefined } : { seen: `${status}@${attempt}` }
        })
        await releaseJob(scene.directory, jobId)
        await scene.untilEnded([id], 30_000)
        expect(await scene.row(id)).toMatchObject({ outcome: 'succeeded', attempt: 2, reason: null })
        expect(await scene.kinds(id)).toEqual(['queued', 'started', 'attempt_lost', 'started', 'succeeded'])
      })
    },
  )

  it('is told as lost within 4 s although nobody else is alive, stays told, and ends with its reason', async () => {
    await withTracked(app, async ({ scene, spawn, begin }) => {
      const [server, victim] = await Promise.all([scene.serve(), spawn()])
      const { id } = await begin(payloadOf('hold'))
      const sight = await expectLostSoon(scene, server, victim, id)
      await server.watch.until('a sight 6 s later', 20_000, ({ atMs }) => atMs - sight.atMs > 6_000)
      const later = server.watch.sights.filter(({ atMs }) => atMs >= sight.atMs)
      expect(later.filter(({ operations }) => !isLost(operations.get(id)))).toEqual([])
      expect(await scene.kinds(id)).toEqual(['queued', 'started'])

      // The time in which its queue might give it to somebody else is over; it is hours where a queue takes hours.
      await scene.fixture.owner.query('update runtruth.operation_runs set recovers_after_ms = 1000 where id = $1', [id])
      await scene.reconcile()
      await scene.untilEnded([id], 60_000)
      expect(await scene.row(id)).toMatchObject({ outcome: 'failed', attempt: 1, reason: 'worker_lost' })
      expect(await scene.kinds(id)).toEqual(['queued', 'started', 'reconciled'])
    })
  })

  it('is never suspected while it computes for longer than its lease holds without a beat', { concurrent: true, skip: !here }, async () => {
    await withTracked(app, async ({ scene, spawn, begin }) => {
      const [{ watch }, worker] = await Promise.all([scene.serve(), spawn(), scene.reconcile()])
      const sinceMs = performance.now()
      const { id } = await begin({ ...payloadOf('burn'), forMs: BUSY_MS })
      await scene.untilEnded([id], 60_000)
      await worker.kill('SIGKILL')
      expect(await scene.row(id)).toMatchObject({ outcome: 'succeeded', attempt: 1, reason: null })
      const seen = watch.sights
        .filter(({ askedAtMs, status }) => askedAtMs >= sinceMs && status === 200)
        .flatMap(({ operations }) => operations.get(id) ?? [])
      const running = seen.filter(({ status }) => status === 'running')
      expect(running).not.toEqual([])
      expect(running.filter(({ verdict }) => verdict.freshness !== 'fresh')).toEqual([])
    })
  })
})
