import { PgBoss } from 'pg-boss'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { silentLog } from '../../src/log.ts'
import type { JobEnd } from '../../src/sources/carrier.ts'
import { openPgBossQueue, type PgBossQueue } from '../../src/sources/pgBoss/pgBossQueue.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

let fixture: Fixture
let queue: PgBossQueue

beforeAll(async () => {
  fixture = await createFixture()
  queue = openPgBossQueue({ db: fixture.db, log: silentLog })
  await queue.prepare(['q.main', 'q.other'])
})
afterAll(async () => {
  await queue.close()
  await fixture.close()
})

const payload = { workspaceId: 1, runId: '4711' }
const enqueue = async (name: string, delayMs = 0) =>
  await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await queue.enqueue(tx, name, payload, delayMs))
const settle = async (queueName: string, jobId: string, end: JobEnd) =>
  await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await queue.settle(tx, { queueName, jobId }, end))
const job = async (id: string) =>
  (
    await fixture.owner.query(
      `select state::text, retry_limit, dead_letter, expire_seconds, start_after - created_on as delay from runtruth_queue.job where id = $1`,
      [id],
    )
  ).rows[0]

describe('enqueueing', () => {
  it('costs one statement in the transaction of the caller, and happens with it or not at all', async () => {
    await enqueue('q.main')
    fixture.statements.length = 0
    const id = await enqueue('q.main')
    expect(fixture.statements).toHaveLength(1)
    expect(await job(id)).toMatchObject({ state: 'created', retry_limit: 0, dead_letter: null, expire_seconds: 86_400 })
    let lost = ''
    await expect(
      fixture.db.inWorkspace(fixture.acme.id, async (tx) => {
        lost = await queue.enqueue(tx, 'q.main', payload, 0)
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect(await job(lost)).toBeUndefined()
  })

  it('creates a queue that nobody prepared, also when more transactions ask at once than the pool has connections', async () => {
    const db = openDatabase({ url: fixture.url, log: silentLog, maxConnections: 2 })
    const cold = openPgBossQueue({ db, log: silentLog })
    const ids = await Promise.all(
      Array.from(
        { length: 12 },
        async (_, index) => await db.inWorkspace(fixture.acme.id, async (tx) => await cold.enqueue(tx, `q.cold-${index % 3}`, payload, 0)),
      ),
    )
    for (const id of ids) expect(await job(id)).toMatchObject({ state: 'created', retry_limit: 0 })
    await cold.close()
    await db.close()
  })

  it('with a delay makes a job that is not due before', async () => {
    const id = await enqueue('q.other', 90_500)
    expect((await job(id)).delay).toMatchObject({ minutes: 1, seconds: 30, milliseconds: 500 })
    expect(await queue.waiting(['q.other'])).toEqual([])
    expect(await queue.fetch('q.other', 10)).toEqual([])
    await settle('q.other', id, 'cancelled')
  })
})

describe('fetching', () => {
  it('gives each due job to one caller only, oldest first, and never again by itself', async () => {
    const ids: string[] = []
    for (let index = 0; index < 20; index += 1) ids.push(await enqueue('q.fetch'))
    const first = await queue.fetch('q.fetch', 2)
    expect(first.map((fetched) => fetched.jobId).toSorted()).toEqual(ids.slice(0, 2).toSorted())
    expect(first[0]).toMatchObject({ queueName: 'q.fetch', payload })
    const batches = await Promise.all([1, 2, 3, 4].map(async () => await queue.fetch('q.fetch', 10)))
    expect(
      batches
        .flat()
        .map((fetched) => fetched.jobId)
        .toSorted(),
    ).toEqual(ids.slice(2).toSorted())
    await fixture.owner.query(`update runtruth_queue.job set started_on = now() - interval '2 days' where name = 'q.fetch'`)
    await queue.renew([{ queueName: 'q.fetch', jobId: ids[1]! }])
    await fixture.owner.query(`update runtruth_queue.queue set monitor_on = null, maintain_on = null`)
    const boss = new PgBoss({
      db: { executeSql: async (text, values) => await fixture.owner.query(text, values) },
      schema: 'runtruth_queue',
      migrate: false,
      supervise: false,
      schedule: false,
      registerInstance: false,
    })
    await boss.start()
    await boss.supervise('q.fetch')
    await boss.stop({ close: false })
    // What expired has failed for good; what was renewed is still held.
    expect(await job(ids[0]!)).toMatchObject({ state: 'failed' })
    expect(await job(ids[1]!)).toMatchObject({ state: 'active' })
    expect(await queue.fetch('q.fetch', 20)).toEqual([])
  })

  it('sets aside what is not a job of ours', async () => {
    const id = await enqueue('q.odd')
    await fixture.owner.query(`update runtruth_queue.job set data = '{"hello": 1}' where id = $1`, [id])
    expect(await queue.fetch('q.odd', 5)).toEqual([])
    expect(await job(id)).toMatchObject({ state: 'cancelled' })
  })
})

describe('settling', () => {
  it.each(['completed', 'failed', 'cancelled'] as const)(
    'ends a job as %s whether it waits, is delayed or was taken; a job that has ended stays as it is',
    async (end) => {
      const waiting = await enqueue('q.settle')
      const delayed = await enqueue('q.settle', 60_000)
      const name = `q.settle-active-${end}`
      const active = await enqueue(name)
      await queue.fetch(name, 1)
      for (const [queueName, id] of [
        ['q.settle', waiting],
        ['q.settle', delayed],
        [name, active],
      ] as const) {
        await settle(queueName, id, end)
        expect(await job(id)).toMatchObject({ state: end })
        for (const other of ['completed', 'failed', 'cancelled'] as const) await settle(queueName, id, other)
        expect(await job(id)).toMatchObject({ state: end })
      }
    },
  )

  it('is silent about a job that is gone, and about a queue that never was', async () => {
    for (const end of ['completed', 'failed', 'cancelled'] as const) {
      await settle('q.settle', '00000000-0000-4000-8000-000000000000', end)
      await settle('q.never', '00000000-0000-4000-8000-000000000000', end)
    }
  })
})

describe('preparing', () => {
  it('brings a queue of an older release up to date', async () => {
    await fixture.owner.query(`update runtruth_queue.queue set retry_limit = 5, expire_seconds = 60 where name = 'q.main'`)
    const later = openPgBossQueue({ db: fixture.db, log: silentLog })
    await later.prepare(['q.main'])
    const { rows } = await fixture.owner.query(`select policy, retry_limit, expire_seconds from runtruth_queue.queue where name = 'q.main'`)
    expect(rows).toEqual([{ policy: 'standard', retry_limit: 0, expire_seconds: 86_400 }])
    await later.close()
  })
})
