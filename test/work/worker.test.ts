import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getRun } from '../../src/ledger/getRun.ts'
import { loseAttempt } from '../../src/ledger/closeRun.ts'
import { cancelRun } from '../../src/ledger/cancelRun.ts'
import { defineOperation } from '../../src/work/defineOperation.ts'
import { redispatch } from '../../src/work/redispatch.ts'
import { dispatchRun } from '../../src/work/startOperation.ts'
import { createBench, createGate, type WorkBench } from './support.ts'

let gate = createGate()
let reasons: unknown[] = []

const operations = [
  defineOperation({
    type: 'test.gated',
    label: 'Gated',
    attempts: { max: 2 },
    run: async ({ signal }) => {
      await gate.pass(signal).catch((reason: unknown) => {
        reasons.push(reason)
        throw reason
      })
    },
  }),
  defineOperation({ type: 'test.persistent', label: 'Persistent', attempts: { max: 2 }, run: async () => await gate.pass() }),
  defineOperation({ type: 'test.deaf', label: 'Deaf', run: async () => await gate.pass() }),
]

let bench: WorkBench

beforeAll(async () => {
  bench = await createBench(operations)
})
afterAll(async () => await bench.close())
beforeEach(() => {
  gate = createGate()
  reasons = []
})

const workerRow = async (name: string) =>
  (await bench.owner.query(`select *, session_key from runtruth.workers where name = $1`, [name])).rows[0]
const sessionHeld = async (name: string): Promise<boolean> =>
  (await bench.services.observer.observeNow()).workers.get(name)?.sessionHeld ?? false

describe('a worker that stops', () => {
  it('lets a running handler end, takes no more work, says that it stopped and lets its session go', async () => {
    const worker = await bench.worker({ name: 'stops-gently' })
    expect(await workerRow('stops-gently')).toMatchObject({ boot_id: worker.bootId, pid: process.pid, stopped_at: null, concurrency: 4 })
    expect(await sessionHeld('stops-gently')).toBe(true)
    const id = await bench.start({ type: 'test.gated' })
    await gate.reached
    const stopped = worker.stop()
    const waiting = await bench.start({ type: 'test.gated', tenant: 'contoso' })
    gate.open()
    await stopped
    await worker.done
    expect(await bench.run(id)).toMatchObject({ outcome: 'succeeded' })
    expect(await bench.run(waiting)).toMatchObject({ status: 'queued', attempt: 0 })
    expect((await workerRow('stops-gently')).stopped_at).toBeInstanceOf(Date)
    expect(await sessionHeld('stops-gently')).toBe(false)
    const second = await bench.worker()
    await bench.ended(waiting)
    await second.stop()
  })

  it('tells a handler that takes too long, and hands its attempt back uncounted for another worker to start at once', async () => {
    const worker = await bench.worker({ drainMs: 50 })
    const id = await bench.start({ type: 'test.gated' })
    await gate.reached
    await worker.stop()
    expect(reasons).toEqual(['worker_stopping'])
    expect(await bench.run(id)).toMatchObject({ status: 'queued', attempt: 0, jobState: 'created' })
    expect((await bench.events(id)).map((event) => event.kind)).toEqual(['queued', 'started', 'handed_back'])
    gate = createGate()
    gate.open()
    const next = await bench.worker()
    expect(await bench.ended(id)).toMatchObject({ outcome: 'succeeded', attempt: 1 })
    await next.stop()
  })

  it('hands back over the head of a handler that does not listen, whose end is then nobody’s report', async () => {
    const worker = await bench.worker({ drainMs: 0 })
    const id = await bench.start({ type: 'test.deaf' })
    await gate.reached
    await worker.stop()
    expect(await bench.run(id)).toMatchObject({ status: 'queued', attempt: 0 })
    gate.open()
    const next = await bench.worker()
    expect(await bench.ended(id)).toMatchObject({ outcome: 'succeeded', attempt: 1 })
    expect((await bench.events(id)).map((event) => event.kind)).toEqual(['queued', 'started', 'handed_back', 'started', 'succeeded'])
    await next.stop()
  })
})

describe('an operation that was asked to cancel and handed back', () => {
  it('is not started again: whoever picks it up ends it as cancelled, before any side effect', async () => {
    const worker = await bench.worker({ drainMs: 0 })
    const id = await bench.start({ type: 'test.deaf' })
    await gate.reached
    await bench.db.inWorkspace(bench.acme.id, async (tx) => await cancelRun(tx, await bench.scope('acme'), id, async () => {}))
    await worker.stop()
    expect(await bench.run(id)).toMatchObject({ status: 'queued', attempt: 0 })
    const next = await bench.worker()
    expect(await bench.ended(id)).toMatchObject({ outcome: 'cancelled', attempt: 0, jobState: 'cancelled' })
    expect((await bench.events(id)).map((event) => event.kind)).toEqual([
      'queued',
      'started',
      'cancel_requested',
      'handed_back',
      'cancelled',
    ])
    await next.stop()
    gate.open()
  })
})

describe('the name of a worker', () => {
  it('is refused to a second process while the first one lives, in one sentence', async () => {
    const worker = await bench.worker({ name: 'taken' })
    await expect(bench.worker({ name: 'taken' })).rejects.toThrow(
      /^Another worker is running under the name taken \(process \d+ on .+\)\. Give this one a name of its own or stop the other first\.$/,
    )
    expect(await workerRow('taken')).toMatchObject({ boot_id: worker.bootId })
    await worker.stop()
  })

  it('is taken over from a boot whose session is gone', async () => {
    const first = await bench.worker({ name: 'reborn' })
    await first.stop()
    const second = await bench.worker({ name: 'reborn' })
    expect(second.bootId).not.toBe(first.bootId)
    expect(await workerRow('reborn')).toMatchObject({ boot_id: second.bootId, stopped_at: null })
    await second.stop()
  })

  it('taken by another boot all the same, fences the one before: its handlers hear lease_lost, nothing is reported, it ends', async () => {
    const worker = await bench.worker({ name: 'usurped' })
    const id = await bench.start({ type: 'test.gated' })
    await gate.reached
    await bench.owner.query(`update runtruth.workers set boot_id = $1 where name = 'usurped'`, [randomUUID()])
    await expect(worker.done).rejects.toThrow('Another process registered as worker usurped')
    expect(reasons).toEqual(['lease_lost'])
    expect(await bench.run(id)).toMatchObject({ status: 'running', attempt: 1 })
    const scope = await bench.system()
    const observation = await bench.services.observer.observeNow()
    await bench.db.inWorkspace(bench.acme.id, async (tx) => {
      const judged = await getRun(tx, scope, observation, id)
      expect(judged.verdict.freshness).toBe('orphaned')
    })
  })
})

describe('an operation cancelled in the queue', () => {
  it('ends at once, and its job is gone from the queue before a worker comes by', async () => {
    const id = await bench.start({ type: 'test.gated', tenant: 'fabrikam' })
    await bench.db.inWorkspace(bench.acme.id, async (tx) => {
      await cancelRun(tx, await bench.scope('acme'), id, async (inside, job) => {
        await bench.services.queue.settle(inside, { queueName: job.queueName!, jobId: job.queueJobId! }, 'cancelled')
      })
    })
    expect(await bench.run(id)).toMatchObject({ outcome: 'cancelled', attempt: 0, jobState: 'cancelled' })
    expect(await bench.services.queue.waiting(['test.gated'])).toEqual([])
  })
})

describe('a job that was taken and never started', () => {
  it('is given out again, once, when whoever took it has had long enough', async () => {
    const id = await bench.start({ type: 'test.gated' })
    const [job] = await bench.services.queue.fetch('test.gated', 1)
    expect(job?.payload.runId).toBe(id)
    await bench.owner.query(`update runtruth_queue.job set started_on = now() - interval '1 minute' where id = $1`, [job!.jobId])
    gate.open()
    const workers = await Promise.all([bench.worker(), bench.worker()])
    expect(await bench.ended(id)).toMatchObject({ outcome: 'succeeded', attempt: 1 })
    const { rows } = await bench.owner.query(`select state::text from runtruth_queue.job where data ->> 'runId' = $1 order by created_on`, [
      id,
    ])
    expect(rows.map((row) => row.state)).toEqual(['cancelled', 'completed'])
    await Promise.all(workers.map(async (worker) => await worker.stop()))
  })
})

describe('a job that was given out again while a slow worker was about to start it', () => {
  it('is started from the new job only, so that what the queue says is said about the job that is worked on', async () => {
    const id = await bench.start({ type: 'test.gated', tenant: 'contoso' })
    const { authority } = bench.services
    let asked = 0
    // A host that takes its time: it is asked outside the transaction.
    const { ofPrincipalWithin: _known, ...host } = authority
    const slow: typeof authority = {
      ...host,
      ofPrincipal: async (workspace, principal) => {
        asked += 1
        const { queueJobId } = await bench.run(id)
        if (asked === 1) await redispatch(bench.services, await bench.system(), id, { queueName: 'test.gated', jobId: queueJobId ?? '' })
        return await authority.ofPrincipal(workspace, principal)
      },
    }
    const worker = await bench.worker({ services: { ...bench.services, authority: slow } })
    await gate.reached
    expect(await bench.run(id)).toMatchObject({ status: 'running', jobState: 'active' })
    gate.open()
    expect(await bench.ended(id)).toMatchObject({ outcome: 'succeeded', attempt: 1, jobState: 'completed' })
    const { rows } = await bench.owner.query(`select state::text from runtruth_queue.job where data ->> 'runId' = $1 order by created_on`, [
      id,
    ])
    expect(rows.map((row) => row.state)).toEqual(['cancelled', 'completed'])
    await worker.stop()
  })
})

describe('a worker believed lost that reports success before the next attempt has begun', () => {
  it('is believed: one end, one notification, and the job of the next attempt is withdrawn', async () => {
    const worker = await bench.worker()
    const id = await bench.start({ type: 'test.persistent' })
    await gate.reached
    const scope = await bench.system()
    const observation = await bench.services.observer.observeNow()
    const conclusion = { reason: 'worker_lost', outcome: 'failed', rule: 'R1', because: 'a test', failureMessage: 'gone' } as const
    await bench.db.inWorkspace(bench.acme.id, async (tx) => {
      const judged = await getRun(tx, scope, observation, id)
      await loseAttempt(tx, scope, judged, conclusion, 600_000)
      await dispatchRun(bench.services, tx, scope, id, 'test.persistent', 600_000)
    })
    gate.open()
    expect(await bench.ended(id)).toMatchObject({ outcome: 'succeeded', attempt: 1, jobState: 'cancelled' })
    expect((await bench.events(id)).map((event) => event.kind)).toEqual(['queued', 'started', 'attempt_lost', 'succeeded'])
    const told = await bench.owner.query('select kind from runtruth.notifications where run_id = $1', [id])
    expect(told.rows).toEqual([{ kind: 'finished' }])
    expect(await bench.services.queue.waiting(['test.persistent'])).toEqual([])
    await worker.stop()
  })
})

describe('options that do not fit', () => {
  it('are refused by name before anything is registered', async () => {
    await expect(bench.worker({ name: 'odd', types: ['test.unknown'] })).rejects.toThrow('"test.unknown", which is not defined')
    await expect(bench.worker({ name: 'odd', concurrency: 0 })).rejects.toThrow('Worker concurrency is 0')
    await expect(bench.worker({ name: 'odd', heartbeatEveryMs: 5 })).rejects.toThrow('Worker heartbeatEveryMs is 5')
    expect(await workerRow('odd')).toBeUndefined()
  })
})
