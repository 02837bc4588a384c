import { PgBoss } from 'pg-boss'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { composeServices, type Composition } from '../../src/app/composeServices.ts'
import { getRun } from '../../src/ledger/getRun.ts'
import { listEvents } from '../../src/ledger/listEvents.ts'
import { selectObserved, type ObservedRow } from '../../src/ledger/sql/selectObserved.ts'
import { silentLog } from '../../src/log.ts'
import { pgBossSource } from '../../src/sources/pgBoss/index.ts'
import { createTracker, type TrackedContext, type Tracker } from '../../src/track/createTracker.ts'
import { cancelOperation } from '../../src/work/cancelOperation.ts'
import { eventually } from '../support/eventually.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

let fixture: Fixture
let composition: Composition
let boss: PgBoss
let tracker: Tracker
let queue = ''
let tests = 0
beforeAll(async () => {
  fixture = await createFixture()
  boss = new PgBoss({ connectionString: fixture.url, schema: 'pgboss', supervise: false, schedule: false })
  boss.on('error', () => {})
  await boss.start()
  const source = pgBossSource({
    name: 'shop',
    workspace: 'acme',
    connection: fixture.url,
    jobs: {
      guarded: {},
      '*': {
        type: 'shop.order',
        label: 'Order',
        workspace: 'acme',
        requires: 'operations.start',
        lifecycle: { queuedWindow: '10m', runningWindow: '10m' },
        initiator: ({ payload }) => {
          const by = (payload as { by?: string } | null)?.by
          return by === undefined ? null : { id: by, name: 'Somebody' }
        },
      },
    },
  })
  composition = composeServices({ url: fixture.url, operations: [], sources: [source], log: silentLog })
  tracker = createTracker(composition.services, fixture.url)
})
afterAll(async () => {
  await tracker.stop()
  await boss.stop({ graceful: false })
  await composition.close()
  await fixture.close()
})
beforeEach(async () => {
  tests += 1
  queue = `orders-${tests}`
  await boss.createQueue(queue, { retryLimit: 0 })
})

type Handler = (context: TrackedContext) => Promise<unknown>

/** Takes the next job of the queue as a handler does, and does with it what the handler does. */
async function takeNext(handler: Handler): Promise<{ id: string; answer?: unknown; error?: unknown }> {
  const [job] = await boss.fetch(queue)
  if (!job) throw new Error('There is no job.')
  try {
    const answer = await tracker.track(job, handler)
    await boss.complete(queue, job.id)
    return { id: job.id, answer }
  } catch (error) {
    await boss.fail(queue, job.id, error as object)
    return { id: job.id, error }
  }
}

async function lastLife(jobId: string): Promise<ObservedRow> {
  const rows = await fixture.db.asSystem(
    async (tx) => await tx.rows(selectObserved('shop', [{ queue, id: jobId, key: await keyOf(jobId) }])),
  )
  const [row] = rows
  if (!row) throw new Error('The job has no operation.')
  return row
}

async function keyOf(jobId: string): Promise<string> {
  const { rows } = await fixture.owner.query<{ key: string }>(
    `select queue_job_key as key from runtruth.operation_runs where queue_job_id = $1 limit 1`,
    [jobId],
  )
  return rows[0]?.key ?? ''
}

async function judged(jobId: string) {
  const scope = await fixture.scope('acme')
  const row = await lastLife(jobId)
  const observation = await composition.services.observer.observeNow()
  return await fixture.db.inWorkspace(fixture.acme.id, async (tx) => {
    const run = await getRun(tx, scope, observation, row.id)
    const { events } = await listEvents(tx, scope, row.id, { after: null, limit: 50 })
    return { ...run, story: events.map(({ kind, attempt }) => `${kind} ${attempt}`) }
  })
}

describe('a tracked job', () => {
  test('is an operation with a lease of this process, progress and an exact end', async () => {
    await boss.send(queue, { order: 7 })
    let during: Awaited<ReturnType<typeof judged>> | undefined
    const { id, answer } = await takeNext(async ({ operationId, progress, phase, attempt }) => {
      progress({ processed: 1, total: 2 })
      await phase('Packing')
      const { rows } = await fixture.owner.query<{ id: string }>(`select queue_job_id as id from runtruth.operation_runs where id = $1`, [
        operationId,
      ])
      during = await judged(rows[0]?.id ?? '')
      progress({ processed: 2 })
      return `done in attempt ${attempt}`
    })
    expect(answer).toBe('done in attempt 1')
    expect(during?.verdict).toMatchObject({ freshness: 'fresh', headline: 'Running' })
    expect(during?.verdict.evidence.find(({ signal }) => signal === 'worker_session')).toMatchObject({ checked: true, supports: 'fresh' })
    const { run, story } = await judged(id)
    expect(run).toMatchObject({
      type: 'shop.order',
      outcome: 'succeeded',
      counts: { processed: 2, total: 2 },
      attempt: 1,
    })
    expect(story).toEqual(['queued 0', 'started 1', 'phase 1', 'succeeded 1'])
  })

  test('that fails is a failure of its attempt while its queue has others, and throws what its handler threw', async () => {
    await boss.send(queue, {}, { retryLimit: 1 })
    const first = await takeNext(async () => {
      throw new Error('secret of the handler')
    })
    expect(first.error).toMatchObject({ message: 'secret of the handler' })
    expect((await judged(first.id)).run).toMatchObject({ status: 'queued', attempt: 1 })
    await takeNext(async () => {
      throw new Error('again')
    })
    const { run, story } = await judged(first.id)
    expect(run).toMatchObject({ outcome: 'failed', attempt: 2 })
    expect(run.failure?.message).not.toContain('secret')
    expect(story).toEqual(['queued 0', 'started 1', 'attempt_failed 1', 'started 2', 'failed 2'])
  })

  test('that another worker had takes the attempt over when its queue gives it out anew', async () => {
    await boss.send(queue, {}, { retryLimit: 1 })
    const other = createTracker(composition.services, fixture.url)
    const held = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const [job] = await boss.fetch(queue)
    if (!job) throw new Error('There is no job.')
    await tracker.stop()
    const late = other.track(job, async ({ signal }) => {
      begun.resolve()
      await held.promise
      return signal.reason as unknown
    })
    await begun.promise
    await boss.fail(queue, job.id)
    tracker = createTracker(composition.services, fixture.url)
    const again = await takeNext(async () => 'done').finally(() => held.resolve())
    await late
    const { run, story } = await judged(again.id)
    expect(run).toMatchObject({ outcome: 'succeeded', attempt: 2 })
    expect(story).toEqual(['queued 0', 'started 1', 'attempt_lost 1', 'started 2', 'succeeded 2'])
    await other.stop()
  })

  test('hears that an operator asked for its end', async () => {
    await boss.send(queue, {})
    const { id } = await takeNext(async ({ operationId, signal }) => {
      const stopped = new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
      await cancelOperation(composition.services, await fixture.scope('acme'), operationId ?? '')
      await stopped
    })
    expect((await judged(id)).run.outcome).toBe('cancelled')
  })

  test('of somebody who may not start it any more is blocked, and its handler is not called', async () => {
    await boss.send(queue, { by: '999999' })
    let called = false
    const { id, error } = await takeNext(async () => {
      called = true
    })
    expect(called).toBe(false)
    expect(error).toMatchObject({ name: 'OperationBlocked' })
    expect((await judged(id)).run.outcome).toBe('blocked')
  })

  test('runs all the same when the ledger is away', async () => {
    const away = composeServices({
      url: 'postgres://nobody@127.0.0.1:1/none',
      operations: [],
      sources: composition.services.sources.all,
      log: silentLog,
    })
    const cutOff = createTracker(away.services, 'postgres://nobody@127.0.0.1:1/none')
    await boss.send(queue, {})
    const [job] = await boss.fetch(queue)
    expect(await cutOff.track(job, async ({ operationId }) => `untracked ${operationId}`)).toBe('untracked null')
    await cutOff.stop()
    await away.close()
  })

  test('whose ledger stands still does not keep its queue waiting, and its end is told when the ledger goes on', async () => {
    await boss.send(queue, {})
    const holder = await fixture.owner.connect()
    try {
      const { id, answer } = await takeNext(async ({ operationId }) => {
        await holder.query('begin')
        await holder.query('select 1 from runtruth.operation_runs where id = $1 for update', [operationId])
        return 'done'
      })
      expect(answer).toBe('done')
      expect((await lastLife(id)).status).toBe('running')
      expect((await boss.findJobs(queue, { id }))[0]?.state).toBe('completed')
      await holder.query('commit')
      await eventually('the end to be told', 30_000, async () => {
        const { status } = await lastLife(id)
        return status === 'completed' ? { found: undefined } : { seen: status }
      })
      expect((await judged(id)).run.outcome).toBe('succeeded')
    } finally {
      holder.release()
    }
  })

  test('that is of no source is refused by name', async () => {
    await expect(tracker.track({ nothing: true }, async () => {})).rejects.toMatchObject({ code: 'invalid_config' })
  })
})
