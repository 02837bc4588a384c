import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineOperation } from '../../src/work/defineOperation.ts'
import { OperationBlocked, OperationFailure } from '../../src/work/operationFailure.ts'
import { cancelRun } from '../../src/ledger/cancelRun.ts'
import { createBench, createGate, until, type WorkBench } from './support.ts'

const leases: string[] = []
const gates = { running: createGate(), ignoring: createGate(), late: createGate() }
const signals: Record<string, unknown> = {}
let attemptsSeen = 0

const operations = [
  defineOperation({
    type: 'test.copy',
    label: 'Copy',
    input: z.object({ files: z.number() }),
    run: async ({ input, progress, phase, operationId, workspace, tenant, attempt }) => {
      await phase('Copying')
      progress({ processed: 1, total: input.files })
      progress({ processed: input.files })
      signals['copy'] = { operationId, workspace, tenant, attempt }
      return { counts: { succeeded: input.files } }
    },
  }),
  defineOperation({
    type: 'test.partial',
    label: 'Partial',
    run: async () => ({ outcome: 'partially_succeeded', counts: { succeeded: 2, failed: 1 } }),
  }),
  defineOperation({
    type: 'test.throw',
    label: 'Throw',
    run: async () => {
      throw Object.assign(new TypeError('password=hunter2 in \0 postgres://u:p@h/d'), { cause: new Error('inner secret') })
    },
  }),
  defineOperation({
    type: 'test.speak',
    label: 'Speak',
    run: async () => {
      throw new OperationFailure('remote_unavailable', 'The warehouse did not answer. Try again later.')
    },
  }),
  defineOperation({
    type: 'test.blocked',
    label: 'Blocked',
    attempts: { max: 3 },
    run: async () => {
      throw new OperationBlocked('quota_exhausted', 'The quota of this month is used up.')
    },
  }),
  defineOperation({
    type: 'test.flaky',
    label: 'Flaky',
    attempts: { max: 3, backoff: '150ms' },
    run: async ({ attempt, operationId }) => {
      attemptsSeen += 1
      leases.push((await bench.run(operationId)).lease ?? '')
      if (attempt < 3) throw new Error(`attempt ${attempt}`)
    },
  }),
  defineOperation({
    type: 'test.doomed',
    label: 'Doomed',
    attempts: { max: 2 },
    run: async () => {
      throw new Error('never works')
    },
  }),
  defineOperation({
    type: 'test.wait',
    label: 'Wait',
    attempts: { max: 3 },
    run: async ({ signal }) => {
      await gates.running.pass(signal).catch((reason: unknown) => {
        signals['wait'] = reason
        throw reason
      })
    },
  }),
  defineOperation({
    type: 'test.ignore-signal',
    label: 'Ignore',
    run: async ({ signal }) => {
      await gates.ignoring.pass()
      signals['ignored'] = signal.reason
      return { counts: { processed: 3 } }
    },
  }),
  defineOperation({
    type: 'test.bad-counts',
    label: 'Bad counts',
    run: async ({ progress }) => {
      // @ts-expect-error a handler in JavaScript may well do this
      progress({ procesed: 1 })
    },
  }),
  defineOperation({
    type: 'test.many-reports',
    label: 'Many reports',
    run: async ({ progress }) => {
      for (let index = 1; index <= 2_000; index += 1) {
        progress({ processed: index, total: 2_000 })
        if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      await gates.late.pass()
    },
  }),
]

let bench: WorkBench

beforeAll(async () => {
  bench = await createBench(operations)
  await bench.worker()
})
afterAll(async () => await bench.close())

describe('an operation that a worker executes', () => {
  it('ends succeeded with its counts, its timeline and a settled job', async () => {
    const id = await bench.start({ type: 'test.copy', tenant: 'contoso', input: { files: 7 } })
    const run = await bench.ended(id)
    expect(run).toMatchObject({
      outcome: 'succeeded',
      attempt: 1,
      phase: 'Copying',
      counts: { processed: 7, total: 7, succeeded: 7 },
      jobState: 'completed',
    })
    expect((await bench.events(id)).map((event) => event.kind)).toEqual(['queued', 'started', 'phase', 'succeeded'])
    expect(signals['copy']).toEqual({ operationId: id, workspace: 'acme', tenant: 'contoso', attempt: 1 })
  })

  it('may end partially succeeded', async () => {
    const run = await bench.ended(await bench.start({ type: 'test.partial' }))
    expect(run).toMatchObject({ outcome: 'partially_succeeded', counts: { succeeded: 2, failed: 1 } })
  })

  it('tells what it reported to nobody more often than twice a second, and the last report always', async () => {
    bench.statements.length = 0
    const id = await bench.start({ type: 'test.many-reports' })
    await gates.late.reached
    await until(async () => (await bench.run(id)).counts?.processed === 2_000, 'the last report')
    gates.late.open()
    expect((await bench.ended(id)).counts).toEqual({ processed: 2_000, total: 2_000 })
    const writes = bench.statements.filter((text) => text.includes('last_progress_at = now()') && text.includes('counts = coalesce'))
    expect(writes.length).toBeLessThan(10)
  })

  it('hears of a wrong count where it made the mistake', async () => {
    const run = await bench.ended(await bench.start({ type: 'test.bad-counts' }))
    expect(run.outcome).toBe('failed')
    expect(run.failure?.message).toContain('counts.procesed is not a known count')
  })
})

describe('a handler that throws', () => {
  it('ends failed without a word of what it threw; that is kept for diagnostics', async () => {
    const id = await bench.start({ type: 'test.throw' })
    const run = await bench.ended(id)
    expect(run).toMatchObject({ outcome: 'failed', jobState: 'failed' })
    expect(run.failure).toEqual({
      code: 'handler_failed',
      message: 'The handler ended with an error (TypeError). Diagnostics hold the details.',
    })
    expect(JSON.stringify(await bench.events(id))).not.toContain('hunter2')
    expect(JSON.stringify(run.diagnostics)).toContain('hunter2')
    expect(JSON.stringify(run.diagnostics)).toContain('inner secret')
  })

  it('may speak to operators', async () => {
    const run = await bench.ended(await bench.start({ type: 'test.speak' }))
    expect(run.failure).toEqual({ code: 'remote_unavailable', message: 'The warehouse did not answer. Try again later.' })
  })

  it('may say that the operation is blocked, which no further attempt would change', async () => {
    const run = await bench.ended(await bench.start({ type: 'test.blocked' }))
    expect(run).toMatchObject({ outcome: 'blocked', attempt: 1, failure: { code: 'quota_exhausted' } })
  })

  it('is attempted again after its backoff, each attempt under a lease and a job of its own', async () => {
    const id = await bench.start({ type: 'test.flaky' })
    const run = await bench.ended(id)
    expect(run).toMatchObject({ outcome: 'succeeded', attempt: 3, failure: null, jobState: 'completed' })
    expect(attemptsSeen).toBe(3)
    expect(new Set(leases).size).toBe(3)
    const events = await bench.events(id)
    expect(events.map((event) => event.kind)).toEqual([
      'queued',
      'started',
      'attempt_failed',
      'started',
      'attempt_failed',
      'started',
      'succeeded',
    ])
    const jobs = await bench.owner.query(`select state::text from runtruth_queue.job where data ->> 'runId' = $1 order by created_on`, [id])
    expect(jobs.rows.map((job) => job.state)).toEqual(['failed', 'failed', 'completed'])
    const gaps = await bench.owner.query(
      `select extract(epoch from min(s.at) - f.at) * 1000 as ms from runtruth.operation_events f
       join runtruth.operation_events s on s.run_id = f.run_id and s.kind = 'started' and s.id > f.id
       where f.run_id = $1 and f.kind = 'attempt_failed' group by f.id, f.at`,
      [id],
    )
    for (const { ms } of gaps.rows) expect(Number(ms)).toBeGreaterThanOrEqual(149)
  })

  it('ends failed once its attempts are spent', async () => {
    const id = await bench.start({ type: 'test.doomed' })
    expect(await bench.ended(id)).toMatchObject({ outcome: 'failed', attempt: 2, jobState: 'failed' })
  })
})

describe('a cancelled operation', () => {
  const cancel = async (id: string) =>
    await bench.services.db.inWorkspace(
      bench.acme.id,
      async (tx) =>
        await cancelRun(tx, await bench.scope('acme'), id, async (inside, job) => {
          await bench.services.queue.settle(inside, { queueName: job.queueName ?? '', jobId: job.queueJobId ?? '' }, 'cancelled')
        }),
    )

  it('hears of it through its signal while it runs, and ends cancelled instead of being attempted again', async () => {
    const id = await bench.start({ type: 'test.wait' })
    await gates.running.reached
    expect(await cancel(id)).toBe('requested')
    expect(await bench.ended(id)).toMatchObject({ outcome: 'cancelled', attempt: 1, jobState: 'cancelled' })
    expect(signals['wait']).toBe('cancelled')
  })

  it('ends cancelled with its counts when its handler returns after the signal', async () => {
    const id = await bench.start({ type: 'test.ignore-signal' })
    await gates.ignoring.reached
    await cancel(id)
    await until(async () => {
      // The signal fires with the next beat; the handler looks at it only afterwards.
      const beats = await bench.owner.query(
        `select 1 from runtruth.workers w, runtruth.operation_runs r where r.id = $1 and w.heartbeat_at > r.cancel_requested_at + interval '300 ms'`,
        [id],
      )
      return beats.rows.length > 0
    }, 'a beat after the request')
    gates.ignoring.open()
    expect(await bench.ended(id)).toMatchObject({ outcome: 'cancelled', counts: { processed: 3 } })
    expect(signals['ignored']).toBe('cancelled')
  })
})
