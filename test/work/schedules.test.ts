import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PgBoss } from 'pg-boss'
import { SCHEDULE_QUEUE } from '../../src/sources/carrier.ts'
import { updateTenantState } from '../../src/access/sql/places.ts'
import { defineOperation } from '../../src/work/defineOperation.ts'
import { putSchedulesInForce, scheduleKeyOf } from '../../src/work/scheduleTicks.ts'
import { createBench, until, type WorkBench } from './support.ts'

const operations = [
  defineOperation({ type: 'test.nightly', label: 'Nightly', schedule: { cron: '0 3 1 1 *' }, run: async () => {} }),
  defineOperation({
    type: 'test.weekly',
    label: 'Weekly',
    schedule: { cron: '0 3 * * 1', timeZone: 'Europe/Berlin', per: 'workspace' },
    run: async () => {},
  }),
  defineOperation({ type: 'test.unscheduled', label: 'Unscheduled', run: async () => {} }),
]

let bench: WorkBench
let boss: PgBoss

beforeAll(async () => {
  bench = await createBench(operations)
  boss = new PgBoss({
    db: { executeSql: async (text, values) => await bench.owner.query(text, values) },
    schema: 'runtruth_queue',
    migrate: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
  })
  await boss.start()
})
afterAll(async () => {
  await boss.stop({ close: false })
  await bench.close()
})

const schedules = async () =>
  (await boss.getSchedules(SCHEDULE_QUEUE))
    .map(({ key, cron, timezone }) => ({ key, cron, timezone }))
    .filter(({ key }) => key.startsWith('test.'))
const ticksLeft = async () =>
  (await bench.owner.query(`select 1 from runtruth_queue.job where name = $1 and state < 'completed'`, [SCHEDULE_QUEUE])).rows.length

/** A tick as the queue's scheduler sends it, noticed at a given instant. */
async function tick(type: string, noticedAt?: string): Promise<void> {
  const id = await boss.send(SCHEDULE_QUEUE, { type })
  if (noticedAt !== undefined) await bench.owner.query(`update runtruth_queue.job set created_on = $2 where id = $1`, [id, noticedAt])
}

describe('schedules', () => {
  it('are put in force with their time zones, brought up to date, and left alone when nothing changed', async () => {
    await putSchedulesInForce(bench.services)
    const inForce = [
      { key: 'test.nightly', cron: '0 3 1 1 *', timezone: 'UTC' },
      { key: 'test.weekly', cron: '0 3 * * 1', timezone: 'Europe/Berlin' },
    ]
    expect(await schedules()).toEqual(inForce)
    await boss.schedule(SCHEDULE_QUEUE, '5 5 * * *', {}, { key: 'test.weekly', tz: 'UTC' })
    await putSchedulesInForce(bench.services)
    expect(await schedules()).toEqual(inForce)
  })

  it('of a type that this release knows as unscheduled, or that no live worker serves, are removed; those of a newer release stay', async () => {
    await boss.schedule(SCHEDULE_QUEUE, '0 0 * * *', {}, { key: 'test.unscheduled' })
    await boss.schedule(SCHEDULE_QUEUE, '0 0 * * *', {}, { key: 'test.gone' })
    await boss.schedule(SCHEDULE_QUEUE, '0 0 * * *', {}, { key: 'test.newer' })
    const worker = await bench.worker({ name: 'newer-release', types: ['test.unscheduled'] })
    await bench.owner.query(`update runtruth.workers set types = '{test.newer}' where name = 'newer-release'`)
    await until(
      async () => (await bench.services.observer.observe()).workers.get('newer-release')?.types[0] === 'test.newer',
      'the worker to be seen',
    )
    await putSchedulesInForce(bench.services)
    expect((await schedules()).map(({ key }) => key)).toEqual(['test.newer', 'test.nightly', 'test.weekly'])
    await worker.stop()
    await boss.unschedule(SCHEDULE_QUEUE, 'test.newer')
  })
})

describe('a tick', () => {
  it('starts the operation once for every operable tenant of every active workspace, however often and to however many workers it is delivered', async () => {
    await bench.db.inWorkspace(bench.acme.id, async (tx) => await tx.row(updateTenantState(bench.acme.id, 'fabrikam', 'suspended')))
    const workers = await Promise.all([bench.worker(), bench.worker(), bench.worker()])
    for (let delivery = 0; delivery < 6; delivery += 1) await tick('test.nightly', '2026-01-01T03:00:2' + delivery + 'Z')
    await until(async () => (await ticksLeft()) === 0, 'every tick to be acted on')
    const runs = await bench.runsOf('test.nightly')
    const starts = runs.map((run) => `${run.tenantId} ${run.scheduleKey}`)
    expect(starts.toSorted((a, b) => a.localeCompare(b))).toEqual(
      [bench.acme.tenants['contoso'], bench.globex.tenants['initech']].map((tenantId) => `${tenantId} test.nightly@2026-01-01T03:00Z`),
    )
    for (const run of runs) expect(await bench.ended(run.id)).toMatchObject({ outcome: 'succeeded' })
    const { rows } = await bench.owner.query(
      `select distinct initiator_kind, initiator_name from runtruth.operation_runs where type = 'test.nightly'`,
    )
    expect(rows).toEqual([{ initiator_kind: 'system', initiator_name: 'System' }])
    await Promise.all(workers.map(async (worker) => await worker.stop()))
  })

  it('of a schedule per workspace starts one operation without a tenant in each', async () => {
    const worker = await bench.worker()
    await tick('test.weekly')
    await until(async () => (await bench.runsOf('test.weekly')).length === 2, 'one run per workspace')
    expect((await bench.runsOf('test.weekly')).map((run) => run.tenantId)).toEqual([null, null])
    await worker.stop()
  })

  it('of an unknown type is given back, for a worker of the release that knows it', async () => {
    const worker = await bench.worker()
    const id = await boss.send(SCHEDULE_QUEUE, { type: 'test.of-tomorrow' })
    const state = async () => (await bench.owner.query(`select state::text from runtruth_queue.job where id = $1`, [id])).rows[0]?.state
    await until(async () => (await state()) === 'retry', 'the tick to be given back')
    await boss.cancel(SCHEDULE_QUEUE, id!)
    await worker.stop()
  })
})

describe('the minute of a scheduled start', () => {
  const key = (cron: string, noticedAt: string, timeZone = 'UTC') =>
    scheduleKeyOf(bench.services, { type: 'x', cron, timeZone }, new Date(noticedAt))

  it('is the occurrence, in UTC, not the moment somebody noticed it', () => {
    expect(key('* * * * *', '2026-03-01T10:05:59.900Z')).toBe('x@2026-03-01T10:06Z')
    expect(key('0 3 * * *', '2026-03-01T03:00:20Z')).toBe('x@2026-03-01T03:00Z')
    expect(key('0 3 * * *', '2026-03-01T03:04:00Z')).toBe('x@2026-03-01T03:00Z')
    expect(key('0 3 * * *', '2026-07-01T01:00:31Z', 'Europe/Berlin')).toBe('x@2026-07-01T01:00Z')
    expect(key('0 0 29 2 *', '2024-02-29T00:00:40Z')).toBe('x@2024-02-29T00:00Z')
    expect(key('*/5 * * * *', '2026-03-01T10:07:00Z')).toBe('x@2026-03-01T10:05Z')
  })
})
