import { describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { insertEventHistory, insertRunHistory, insertWorkerHistory } from '../support/factories.ts'
import { tells, type Ear, type Heard } from './streamListener.ts'
import { setStreamStage } from './streamStage.ts'

const stage = setStreamStage()

/** Looks until it is told. */
async function evidenceThat(ear: Ear, matches: (evidence: Heard['data']) => boolean): Promise<Heard> {
  let from = ear.heard.length
  stage.server.later(1_000)
  return await eventually('such evidence', 10_000, () => {
    // Not faster than looks are: what is asked of the authority has to be answered in time.
    if (from < ear.heard.length) stage.server.later(1_000)
    for (; from < ear.heard.length; from += 1) {
      const heard = ear.heard[from]!
      if (heard.name === 'evidence' && matches(heard.data)) return { found: heard }
    }
    return { seen: ear.wire().slice(-300) }
  })
}

const ended = { status: 'completed', outcome: 'failed' } as const

it('begins with hello and the mark to come back with', async () => {
  const ear = await stage.listening()
  expect(ear.status).toBe(200)
  expect(ear.heard[0]).toMatchObject({ name: 'hello', id: expect.stringMatching(/^\d+$/) })
  expect(Date.parse(ear.heard[0]!.data.asOf)).toBeGreaterThan(0)
})

it('tells what another process has done at the next look, with facts to go on judging by', async () => {
  const ear = await stage.listening()
  const { id } = await insertRunHistory(stage.fixture.owner, stage.fixture.acme, { label: 'From elsewhere' })
  stage.server.later(1_000)
  const { data } = await ear.next('the new operation', tells(id))
  const operation = data.operations.find((told) => told.id === id)
  expect(operation).toMatchObject({ label: 'From elsewhere', verdict: { freshness: 'fresh' }, facts: { run: { id }, asOf: data.asOf } })
})

it('tells at once what was done through this server: started, cancelled', async () => {
  const ear = await stage.listening()
  expect(await stage.server.post('/operations', stage.fixture.acme.token, { type: 'inventory.sync', input: { path: '/poked' } })).toBe(201)
  const started = await ear.next('what was started', ({ name }) => name === 'operations')
  const id = started.data.operations[0]!.id
  expect(await stage.server.post(`/operations/${id}/cancel`, stage.fixture.acme.token, {})).toBe(200)
  await ear.next(
    'its end',
    tells(id, ({ outcome }) => outcome === 'cancelled'),
  )
})

it('tells progress, which is no event; a beat is told as evidence alone', async () => {
  const { name, bootId } = await insertWorkerHistory(stage.fixture.owner, { name: 'holder' })
  await insertWorkerHistory(stage.fixture.owner, { name: 'stranger' })
  const { id } = await insertRunHistory(stage.fixture.owner, stage.fixture.acme, {
    status: 'running',
    worker: name,
    bootId,
    counts: { processed: 1, total: 9 },
  })
  const ear = await stage.listening()
  await stage.fixture.owner.query(
    `update runtruth.operation_runs set counts = '{"processed":2,"total":9}', last_progress_at = now() where id = $1`,
    [id],
  )
  stage.server.later(1_000)
  await ear.next(
    'the progress',
    tells(id, ({ counts }) => counts?.processed === 2),
  )
  // The observation of the workers is shared for a second of real time, whatever the streams' clock says.
  await evidenceThat(ear, ({ workers }) => workers[name] !== undefined)
  const before = ear.heard.length
  await stage.fixture.owner.query(`update runtruth.workers set heartbeat_at = now() + interval '1 second' where name = $1`, [name])
  const { rows } = await stage.fixture.owner.query<{ at: Date }>('select heartbeat_at as at from runtruth.workers where name = $1', [name])
  const evidence = await evidenceThat(ear, ({ workers }) => workers[name]?.heartbeatAt === rows[0]!.at.toISOString())
  expect(evidence.data.workers).toEqual({
    holder: { bootId, heartbeatAt: rows[0]!.at.toISOString(), heartbeatEveryMs: 2_000, sessionHeld: false, processAlive: null },
  })
  expect(ear.heard.slice(before).filter((event) => event.name === 'operations')).toEqual([])
  await stage.fixture.owner.query(`update runtruth.operation_runs set lease_worker = null where id = $1`, [id])
})

it('is heard again before silence would speak against a worker that is well, however slow the ledger is', async () => {
  const { owner, acme } = stage.fixture
  const { name, bootId } = await insertWorkerHistory(owner, { name: 'steady' })
  const { id } = await insertRunHistory(owner, acme, { status: 'running', worker: name, bootId })
  const ear = await stage.listening()
  const another = (what: string) => {
    const before = ear.heard.length
    return async () =>
      await eventually(what, 5_000, () =>
        ear.heard.slice(before).some(({ name: kind }) => kind === 'evidence') ? { found: undefined } : { seen: ear.wire().slice(-100) },
      )
  }
  // The observation of the workers is shared for a second of real time, as above.
  await evidenceThat(ear, ({ workers }) => workers[name] !== undefined)
  const host = await owner.connect()
  await host.query('begin; lock table runtruth.operation_runs in access exclusive mode')
  stage.server.later(1_000)
  await eventually('the look to be held up', 10_000, async () => {
    const { rows } = await owner.query(
      'select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())',
    )
    return rows.length > 0 ? { found: undefined } : { seen: 'nobody waits' }
  })
  const slow = another('what the slow look saw')
  // What the look takes, by the clock of the streams: it may be repeated only after twenty times as long.
  stage.server.later(900)
  await host.query('commit')
  host.release()
  await slow()
  await owner.query(`update runtruth.workers set heartbeat_at = now() where name = $1`, [name])
  const next = another('the next one, long before ten seconds are over')
  stage.server.later(3_000)
  await next()
  await owner.query(`update runtruth.operation_runs set lease_worker = null where id = $1`, [id])
})

it('tells the beats of external workers, and stays quiet but audible while nothing runs', async () => {
  const { id } = await insertRunHistory(stage.fixture.owner, stage.fixture.globex, { status: 'running', worker: 'shell' })
  await stage.fixture.owner.query('update runtruth.operation_runs set heartbeat_at = $2, heartbeat_every_ms = 5000 where id = $1', [
    id,
    '2026-01-01T00:00:00Z',
  ])
  const globex = await stage.listening({ token: stage.fixture.globex.token, workspace: 'globex' })
  stage.server.later(1_000)
  const evidence = await globex.next('the beat', ({ name, data }) => name === 'evidence' && data.beats[id] !== undefined)
  expect(evidence.data.beats).toEqual({ [id]: '2026-01-01T00:00:00.000Z' })
  const quiet = await stage.listening({ query: 'tenant=fabrikam' })
  stage.server.later(5_000)
  const nothing = await quiet.next('a sign of life', ({ name }) => name === 'evidence')
  expect(nothing.data).toMatchObject({ workers: {}, beats: {} })
  stage.server.later(15_000)
  await quiet.next('more', (event) => event.name === 'evidence' && event !== nothing && quiet.wire().includes('\n: still here\n\n'))
})

describe('nobody hears what is not theirs', () => {
  it('another workspace, another tenant, or what belongs to no tenant', async () => {
    const { owner, acme, globex } = stage.fixture
    const narrow = await stage.fixture.tokenWith(acme, { capabilities: ['operations.view'], tenants: ['fabrikam'] })
    const wires = {
      acme: await stage.listening(),
      globex: await stage.listening({ token: globex.token, workspace: 'globex' }),
      filtered: await stage.listening({ query: 'tenant=contoso' }),
      narrow: await stage.listening({ token: narrow }),
    }
    const made = {
      contoso: (await insertRunHistory(owner, acme, { tenant: 'contoso', label: 'label-of-contoso' })).id,
      fabrikam: (await insertRunHistory(owner, acme, { tenant: 'fabrikam', label: 'label-of-fabrikam' })).id,
      whole: (await insertRunHistory(owner, acme, { tenant: null, label: 'label-of-whole' })).id,
      initech: (await insertRunHistory(owner, globex, { tenant: 'initech', label: 'label-of-initech' })).id,
    }
    stage.server.later(1_000)
    await Promise.all([
      wires.acme.next('all of acme', () =>
        ['contoso', 'fabrikam', 'whole'].every((name) => wires.acme.wire().includes(`label-of-${name}`)),
      ),
      wires.globex.next('globex', tells(made.initech)),
      wires.filtered.next('contoso', tells(made.contoso)),
      wires.narrow.next('fabrikam', tells(made.fabrikam)),
    ])
    const labels = (ear: Ear) => [...new Set(ear.wire().match(/label-of-\w+/g))].toSorted()
    expect(labels(wires.acme)).toEqual(['label-of-contoso', 'label-of-fabrikam', 'label-of-whole'])
    expect(labels(wires.globex)).toEqual(['label-of-initech'])
    expect(labels(wires.filtered)).toEqual(['label-of-contoso'])
    expect(labels(wires.narrow)).toEqual(['label-of-fabrikam'])
    // The same after an absence: a mark from one scope opens no other.
    const { id } = await insertRunHistory(owner, globex, { ...ended, label: 'label-of-late' })
    const back = await stage.listen({ token: narrow, lastEventId: wires.globex.heard[0]!.id })
    await back.next('the replay', ({ name }) => name === 'operations')
    expect(back.told(id)).toBeUndefined()
    expect(labels(back)).toEqual(['label-of-fabrikam'])
  })

  it('a tenant out of reach is one that is not there', async () => {
    const narrow = await stage.fixture.tokenWith(stage.fixture.acme, { capabilities: ['operations.view'], tenants: ['fabrikam'] })
    expect((await stage.listen({ token: narrow, query: 'tenant=contoso' })).status).toBe(404)
    expect((await stage.listen({ token: narrow, query: 'tenant=nowhere' })).status).toBe(404)
    expect((await stage.listen({ token: narrow, query: 'tenant=fabrikam' })).status).toBe(200)
  })
})

it('a look costs two statements, however much is open and however many listen', async () => {
  const counted: number[] = []
  for (const runs of [0, 1, 50]) {
    for (let made = 0; made < runs; made += 1) await insertRunHistory(stage.fixture.owner, stage.fixture.globex, { label: `Run ${made}` })
    const globex = { token: stage.fixture.globex.token, workspace: 'globex' }
    const [ear] = [await stage.listening(globex), await stage.listening(globex), await stage.listening(globex)]
    const { id } = await insertRunHistory(stage.fixture.owner, stage.fixture.globex, ended)
    await insertEventHistory(stage.fixture.owner, [id], 'its outcome')
    stage.fixture.statements.length = 0
    stage.server.later(1_000)
    await ear.next('the look', tells(id))
    counted.push(stage.fixture.statements.filter((text) => !text.includes('pg_locks')).length)
  }
  expect(counted).toEqual([2, 2, 2])
})
