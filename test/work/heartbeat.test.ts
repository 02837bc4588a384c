import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemScope } from '../../src/access/grants.ts'
import { loseAttempt } from '../../src/ledger/closeRun.ts'
import { getRun } from '../../src/ledger/getRun.ts'
import { defineOperation } from '../../src/work/defineOperation.ts'
import { createBench, createGate, until, type WorkBench } from './support.ts'

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
  defineOperation({
    type: 'test.burn',
    label: 'Burn',
    run: async () => {
      const untilMs = performance.now() + 2_500
      while (performance.now() < untilMs);
    },
  }),
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

describe('a worker keeps beating', () => {
  it('while a handler burns the processor: the heartbeat in the database is never old', async () => {
    const worker = await bench.worker({ name: 'busy' })
    // This process is what is busy, so the database itself keeps the record of the beats.
    await bench.owner.query(`
      create table public.beats (at timestamptz, gap interval);
      create function public.note_beat() returns trigger language plpgsql as $$ begin insert into public.beats values (new.heartbeat_at, new.heartbeat_at - old.heartbeat_at); return null; end $$;
      alter function public.note_beat() security definer;
      create trigger note_beat after update on runtruth.workers for each row when (new.name = 'busy') execute function public.note_beat()`)
    const id = await bench.start({ type: 'test.burn' })
    const run = await bench.ended(id)
    const { rows } = await bench.owner.query(
      `select count(*)::int as beats, extract(epoch from max(gap)) * 1000 as longest from public.beats b, runtruth.operation_runs r where r.id = $1 and b.at between r.started_at and r.completed_at`,
      [id],
    )
    expect(run.outcome).toBe('succeeded')
    expect(rows[0].beats).toBeGreaterThanOrEqual(6)
    expect(Number(rows[0].longest)).toBeLessThan(1_200)
    await bench.owner.query(`drop trigger note_beat on runtruth.workers; drop function public.note_beat(); drop table public.beats`)
    await worker.stop()
  })

  it('over a connection that was broken: same boot, session taken again, handlers untouched', async () => {
    const worker = await bench.worker({ name: 'reconnects' })
    const id = await bench.start({ type: 'test.gated' })
    await gate.reached
    const before = (await workerRow('reconnects')).heartbeat_at as Date
    const { rows } = await bench.owner.query(
      `select pg_terminate_backend(pid) as gone from pg_stat_activity where application_name = 'runtruth worker reconnects' and datname = current_database()`,
    )
    expect(rows).toEqual([{ gone: true }])
    await until(
      async () => (await sessionHeld('reconnects')) && ((await workerRow('reconnects')).heartbeat_at as Date) > before,
      'the session to be taken again',
    )
    expect(await workerRow('reconnects')).toMatchObject({ boot_id: worker.bootId })
    gate.open()
    expect(await bench.ended(id)).toMatchObject({ outcome: 'succeeded', attempt: 1 })
    expect(reasons).toEqual([])
    await worker.stop()
  })
})

describe('a lease that was taken meanwhile', () => {
  it('is noticed at the next beat: the handler hears lease_lost and whatever it does then is not reported', async () => {
    const worker = await bench.worker()
    const id = await bench.start({ type: 'test.gated' })
    await gate.reached
    const scope = systemScope((await bench.place('acme')).workspace, { kind: 'system', id: null, name: 'Reconciler' })
    const observation = await bench.services.observer.observeNow()
    const lost = await bench.db.inWorkspace(bench.acme.id, async (tx) => {
      const judged = await getRun(tx, scope, observation, id)
      return await loseAttempt(
        tx,
        scope,
        judged,
        { reason: 'worker_lost', outcome: 'failed', rule: 'R1', because: 'a test', failureMessage: 'gone' },
        600_000,
      )
    })
    expect(lost).toBeDefined()
    await until(() => reasons.length > 0, 'the handler to hear of it')
    expect(reasons).toEqual(['lease_lost'])
    await worker.stop()
    expect(await bench.run(id)).toMatchObject({ status: 'queued', attempt: 1 })
  })
})
