import pg from 'pg'
import { expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { insertEventHistory, insertRunHistory } from '../support/factories.ts'
import { isReset, tells } from './streamListener.ts'
import { setStreamStage } from './streamStage.ts'

const stage = setStreamStage()

const ended = { status: 'completed', outcome: 'failed' } as const

/** An end that nobody sees but by its event, since what has ended is not looked at again. */
async function supersede(client: pg.Pool | pg.PoolClient, id: string, by: string): Promise<void> {
  await client.query('update runtruth.operation_runs set superseded_by = $2 where id = $1', [id, by])
  await insertEventHistory(client, [id], 'superseded')
}

it('nothing is lost: what happened while away is told on the way back, before anything else', async () => {
  const ear = await stage.listening()
  await ear.leave()
  const { id } = await insertRunHistory(stage.fixture.owner, stage.fixture.acme, { ...ended, label: 'While away' })
  const back = await stage.listen({ lastEventId: ear.lastId() })
  const first = await back.next('the replay', () => true)
  expect(first.name).toBe('operations')
  expect(back.told(id)).toMatchObject({ label: 'While away', verdict: { headline: 'Failed' } })
  const byQuery = await stage.listen({ query: `lastEventId=${ear.lastId()}` })
  await byQuery.next('the replay', tells(id))
})

it('nothing is lost: what was under way when the reader left and was committed later, with an id before what it had heard', async () => {
  const { owner, acme } = stage.fixture
  const [late, early, other] = [
    await insertRunHistory(owner, acme, ended),
    await insertRunHistory(owner, acme, ended),
    await insertRunHistory(owner, acme, ended),
  ]
  const ear = await stage.listening()
  const slow = await owner.connect()
  try {
    await slow.query('begin')
    await supersede(slow, late.id, other.id)
    await supersede(owner, early.id, other.id)
    stage.server.later(1_000)
    await ear.next('the early one', tells(early.id))
    expect(ear.told(late.id)).toBeUndefined()
    await ear.leave()
    await slow.query('commit')
  } finally {
    slow.release()
  }
  const { rows } = await owner.query<{ id: string; runId: string }>(
    `select id, run_id as "runId" from runtruth.operation_events where kind = 'superseded' and run_id = any($1) order by id`,
    [[late.id, early.id]],
  )
  // A cursor by id would stand after both.
  expect(rows.map(({ runId }) => runId)).toEqual([late.id, early.id])
  const back = await stage.listen({ lastEventId: ear.lastId() })
  await back.next(
    'the late one',
    tells(late.id, ({ supersededBy }) => supersededBy === other.id),
  )
})

it('a transaction that stays open makes nothing be told twice, and is told itself once it commits', async () => {
  const { owner, acme } = stage.fixture
  const [late, early, other] = [
    await insertRunHistory(owner, acme, ended),
    await insertRunHistory(owner, acme, ended),
    await insertRunHistory(owner, acme, ended),
  ]
  const ear = await stage.listening()
  const slow = await owner.connect()
  await slow.query('begin')
  await supersede(slow, late.id, other.id)
  await supersede(owner, early.id, other.id)
  for (let look = 0; look < 3; look += 1) {
    const from = ear.heard.length
    stage.server.later(5_000)
    await ear.next('a look', (event) => event.name === 'evidence' && ear.heard.indexOf(event) >= from)
  }
  expect(ear.heard.filter(tells(early.id))).toHaveLength(1)
  await slow.query('commit')
  slow.release()
  stage.server.later(1_000)
  await ear.next('the late one', tells(late.id))
})

it('nothing is lost of two hundred commits at once, while looks go on', async () => {
  stage.open(stage.fixture.services, 'passing')
  const ear = await stage.listening()
  const pool = new pg.Pool({ connectionString: stage.fixture.url, max: 20, application_name: 'two hundred' })
  let committing = true
  // Everything that is started through the server makes it look at once.
  const looks = (async () => {
    for (let start = 0; committing; start += 1)
      await stage.server.post('/operations', stage.fixture.acme.token, { type: 'inventory.sync', input: { path: `/${start}` } })
  })()
  const made = await Promise.all(Array.from({ length: 200 }, async () => await insertRunHistory(pool, stage.fixture.acme, ended)))
  committing = false
  await looks
  await pool.end()
  await Promise.all(made.map(async ({ id }) => await ear.next(`operation ${id}`, tells(id))))
  for (const { id } of made) expect(ear.heard.filter(tells(id))).toHaveLength(1)
  expect(ear.heard.filter(isReset)).toEqual([])
})

it('what is beyond the bound, or a mark that is none, is a reset: read again', async () => {
  const ear = await stage.listening()
  const { id } = await insertRunHistory(stage.fixture.owner, stage.fixture.acme, ended)
  await insertEventHistory(stage.fixture.owner, [id], 'phase', 5_001)
  stage.server.later(1_000)
  await ear.next('a reset for who listened all the time', isReset)
  for (const lastEventId of [ear.heard[0]!.id, 'abc', '0', '-1', '1e3', '999999999999999999', 'x'.repeat(90)]) {
    const back = await stage.listen({ lastEventId })
    const first = await back.next(`a word for ${lastEventId}`, () => true)
    expect(first.name, lastEventId).toBe('reset')
    await back.leave()
  }
  const goesOn = await insertRunHistory(stage.fixture.owner, stage.fixture.acme, ended)
  stage.server.later(1_000)
  await ear.next('what happens after it', tells(goesOn.id))
})

it('nothing is lost while the database cannot be read: nothing is said meanwhile, and all of it after', async () => {
  let away = false
  const { db } = stage.fixture.services
  const services = {
    ...stage.fixture.services,
    db: {
      ...db,
      inWorkspace: async (...given: Parameters<typeof db.inWorkspace>) =>
        away ? await Promise.reject(new Error('the database is away')) : await db.inWorkspace(...given),
    } as typeof db,
  }
  stage.open(services)
  const ear = await stage.listening()
  const { id } = await insertRunHistory(stage.fixture.owner, stage.fixture.acme, ended)
  away = true
  const said = ear.heard.length
  stage.server.later(15_000)
  await eventually('the keep-alive', 10_000, () => (ear.wire().includes(': still here') ? { found: true } : { seen: ear.wire() }))
  expect(ear.heard.slice(said)).toEqual([])
  away = false
  stage.server.later(5_000)
  await ear.next('what was missed', tells(id))
})
