import { expect, it } from 'vitest'
import type { JobWord, SourceReader } from '../../../src/sources/contract.ts'
import { silentLog } from '../../../src/log.ts'
import { pgBossSource } from '../../../src/sources/pgBoss/index.ts'
import { eventually } from '../../support/eventually.ts'
import { openScene, WITHIN_MS } from '../contract/scene.ts'
import { openPgBossStand, type PgBossStand } from './openPgBossStand.ts'
import { QUEUE } from './queues.ts'

const HOLD = { do: 'hold' } as const

/** Hears everything from here on; answers what came in one call, or in as many as there are pages. */
async function listen(reader: SourceReader) {
  let { cursor } = await reader.recent(null)
  return async (): Promise<{ words: readonly JobWord[]; ids: string[]; complete: boolean }> => {
    const recent = await reader.recent(cursor)
    cursor = recent.cursor
    return { words: recent.words, ids: recent.words.map(({ id }) => id).toSorted(), complete: recent.complete }
  }
}

/** A transaction of the host's that takes its time, as pg-boss is used inside of one. */
async function openTransaction({ owner, boss }: PgBossStand) {
  const client = await owner.connect()
  await client.query('begin')
  const db = { executeSql: async (text: string, values?: unknown[]) => await client.query(text, values) }
  return {
    client,
    db,
    send: async () => (await boss.send(QUEUE, HOLD, { db })) ?? '',
    commit: async () => {
      await client.query('commit')
      client.release()
    },
  }
}

/** Begun longer ago than what is read again each time. */
async function untilLong({ client }: Awaited<ReturnType<typeof openTransaction>>): Promise<void> {
  await eventually('the transaction to be long', WITHIN_MS, async () => {
    const { rows } = await client.query<{ long: boolean }>(`select clock_timestamp() - now() > interval '3 s' as long`)
    return rows[0]?.long === true ? { found: undefined } : { seen: 'not yet' }
  })
}

/** As if all there is had come and ended long ago. */
async function age({ owner }: PgBossStand): Promise<void> {
  await owner.query(`update pgboss.job set created_on = created_on - interval '1 hour', start_after = start_after - interval '1 minute',
    started_on = started_on - interval '1 minute', completed_on = completed_on - interval '1 minute'`)
}

/** Many jobs at once, as an application inserts them. */
async function insertMany({ owner }: PgBossStand, count: number, createdOn = 'now()'): Promise<void> {
  await owner.query(
    `insert into pgboss.job (name, data, retry_limit, policy, created_on, start_after)
      select $1, '{"do":"hold"}', 0, 'standard', ${createdOn}, ${createdOn} from generate_series(1, $2)`,
    [QUEUE, count],
  )
}

it('tells of what a transaction wrote that began long before, and ended after many others', async () => {
  const { stand, reader } = await openScene(openPgBossStand)
  const long = await openTransaction(stand)
  const hear = await listen(reader)
  const early = await long.send()
  for (let others = 0; others < 3; others += 1) {
    await stand.add({ payload: HOLD })
    expect(await hear()).toMatchObject({ complete: true })
  }
  await untilLong(long)
  await hear()
  // In a savepoint it has an id of its own that no snapshot lists.
  await long.client.query('savepoint nested')
  const late = await long.send()
  await long.client.query('release nested')
  expect((await hear()).ids).toEqual([])
  await long.commit()
  expect((await hear()).ids).toEqual([early, late].toSorted())
  expect((await hear()).ids).toEqual([])
})

it('tells of it also to another process that goes on from the cursor', async () => {
  const scene = await openScene(openPgBossStand)
  const long = await openTransaction(scene.stand)
  let { cursor } = await scene.reader.recent(null)
  const early = await long.send()
  await scene.stand.add({ payload: HOLD })
  for (let calls = 0; calls < 3; calls += 1) cursor = (await scene.open().recent(cursor)).cursor
  await long.commit()
  expect((await scene.open().recent(cursor)).words.map(({ id }) => id)).toContain(early)
})

it('tells of an end that a long transaction wrote of a job that was known long before, and takes no result for a failure', async () => {
  const { stand, reader } = await openScene(openPgBossStand)
  const id = await stand.add({ payload: HOLD })
  await stand.boss.fetch(QUEUE)
  await age(stand)
  const long = await openTransaction(stand)
  const hear = await listen(reader)
  await hear()
  await stand.boss.complete(QUEUE, id, { message: 'sent' }, { db: long.db })
  for (let calls = 0; calls < 3; calls += 1) expect((await hear()).ids).toEqual([])
  await long.commit()
  expect((await hear()).words).toMatchObject([{ id, state: 'completed', failure: null, failureDetail: null }])
})

it('tells of a job that had ended and is open again: retried, resumed, and, once that is there, resumed for a time to come', async () => {
  const { stand, reader } = await openScene(openPgBossStand)
  const failed = await stand.add({ payload: HOLD })
  await stand.boss.fetch(QUEUE)
  await stand.boss.fail(QUEUE, failed)
  const cancelled = await stand.add({ payload: HOLD })
  const delayed = await stand.add({ payload: HOLD, delayMs: 3_600_000 })
  await stand.boss.cancel(QUEUE, [cancelled, delayed])
  await age(stand)
  const hear = await listen(reader)
  await hear()
  await stand.boss.retry(QUEUE, failed)
  await stand.boss.resume(QUEUE, [cancelled, delayed])
  const { words } = await hear()
  expect(new Map(words.map(({ id, state }) => [id, state]))).toEqual(
    new Map([
      [failed, 'waiting'],
      [cancelled, 'waiting'],
    ]),
  )
  await stand.owner.query(`update pgboss.job set start_after = now() + interval '1 second' where id = $1`, [delayed])
  await eventually('the delayed one to be due', WITHIN_MS, async () => {
    const { ids } = await hear()
    return ids.includes(delayed) ? { found: undefined } : { seen: ids.join(', ') }
  })
})

it('tells of more than fit in one call, also of one and the same instant, each once', async () => {
  const { stand, reader } = await openScene(openPgBossStand)
  const hear = await listen(reader)
  const told: string[] = []
  await insertMany(stand, 25_000)
  for (let pages = 0; pages < 3; pages += 1) {
    const { ids, complete } = await hear()
    expect(complete).toBe(true)
    told.push(...ids)
    // Others go on meanwhile, on either side of where the page ended.
    await insertMany(stand, 100)
  }
  for (let { ids } = await hear(); ids.length > 0; { ids } = await hear()) told.push(...ids)
  expect(new Set(told).size).toBe(25_300)
  expect(told).toHaveLength(25_300)
})

it('reads in portions what came in hours during which nobody looked', async () => {
  const { stand, reader } = await openScene(openPgBossStand)
  const long = await openTransaction(stand)
  const early = await long.send()
  const { cursor } = await reader.recent(null)
  const before = JSON.stringify({ ...JSON.parse(cursor), from: new Date(Date.now() - 5 * 3_600_000).toISOString() })
  for (let hours = 0; hours < 5; hours += 1) await insertMany(stand, 10, `now() - ${hours + 0.5} * interval '1 hour'`)
  const told = new Set<string>()
  let at = before
  await long.commit()
  for (let portions = 0; portions < 6; portions += 1) {
    const recent = await reader.recent(at)
    expect(recent.complete).toBe(true)
    for (const { id } of recent.words) told.add(id)
    at = recent.cursor
  }
  expect(told.size).toBe(51)
  expect(told).toContain(early)
})

it('says that it may miss something where the transactions of others are hidden from it', async () => {
  const { stand } = await openScene(openPgBossStand)
  const role = `reader_${stand.url.split('_').at(-1)}`
  await stand.owner.query(`create role ${role} login password 'secret' in role pg_read_all_data`)
  const url = new URL(stand.url)
  url.username = role
  url.password = 'secret'
  const reader = pgBossSource({ name: 'stand', workspace: 'acme', connection: url.href, jobs: { '*': {} } }).openReader({ log: silentLog })
  try {
    const long = await openTransaction(stand)
    await untilLong(long)
    const { cursor } = await reader.recent(null)
    const id = await long.send()
    expect((await reader.recent(cursor)).complete).toBe(false)
    await long.commit()
    const { words } = await reader.recent(cursor)
    expect(words.map((word) => word.id)).toContain(id)
    // The names of connections are nobody's secret.
    await stand.worker()
    await eventually('a worker', WITHIN_MS, async () => {
      const { workers } = await reader.look()
      return workers.some(({ connected }) => connected === true) ? { found: undefined } : { seen: JSON.stringify(workers) }
    })
  } finally {
    await reader.close()
    await stand.owner.query(`drop owned by ${role}; drop role ${role}`)
  }
})
