import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { closeRun } from '../../src/ledger/closeRun.ts'
import { listEvents } from '../../src/ledger/listEvents.ts'
import { listRuns } from '../../src/ledger/listRuns.ts'
import type { JudgedRun } from '../../src/ledger/judgedRun.ts'
import { createMirror } from '../../src/sources/mirror/createMirror.ts'
import type { AbsentJob, JobWord, QueueSource } from '../../src/sources/contract.ts'
import { adoptSource } from '../../src/ledger/sql/sources.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { absent, active, after, completed, declaredSource, failed, word } from './words.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
  await fixture.db.asSystem(async (tx) => await tx.row(adoptSource('mail', 'bullmq', false)))
})
afterAll(async () => await fixture.close())

const WORKER_LOST = { reason: 'worker_lost', outcome: 'failed', rule: 'R1', because: 'x', failureMessage: 'x' } as const

/** Each test has jobs of its own. */
let prefix = 0
let id = ''
beforeEach(() => {
  prefix += 1
  id = `j${prefix}`
})

const toAcme = declaredSource({ '*': { workspace: 'acme', type: 'mail.send', lifecycle: { queuedWindow: '10m', runningWindow: '30m' } } })

async function hear(
  words: readonly (JobWord | AbsentJob)[],
  { source = toAcme, askedAt = after(60), adoptedAt = after(-60) } = {},
): Promise<void> {
  await createMirror(fixture.services, source).apply(words, { askedAt, adoptedAt })
}

async function runs(workspace: 'acme' | 'globex' = 'acme'): Promise<JudgedRun[]> {
  const scope = await fixture.scope(workspace)
  const observation = await fixture.services.observer.observeNow()
  const list = await fixture.db.inWorkspace(fixture[workspace].id, async (tx) => await listRuns(tx, scope, observation, {}, { limit: 100 }))
  return list.runs.filter(({ run }) => run.queueJobId?.startsWith(id) === true)
}

async function only(): Promise<JudgedRun> {
  const [run, other] = await runs()
  if (!run || other) throw new Error('There is not exactly one.')
  return run
}

async function story(runId: string): Promise<string[]> {
  const scope = await fixture.scope('acme')
  const { events } = await fixture.db.inWorkspace(
    fixture.acme.id,
    async (tx) => await listEvents(tx, scope, runId, { after: null, limit: 50 }),
  )
  return events.map(({ kind, attempt }) => `${kind} ${attempt}`)
}

describe('a job', () => {
  test('becomes one operation, however often and by however many it is heard of', async () => {
    await Promise.all(Array.from({ length: 10 }, async () => await hear([word(id)])))
    await hear([word(id)])
    const { run, verdict } = await only()
    expect(run).toMatchObject({
      type: 'mail.send',
      label: 'Welcome',
      status: 'queued',
      source: 'mail',
      queueName: 'emails',
      queueJobId: id,
    })
    expect(verdict.headline).toBe('Likely stale')
    expect(await story(run.id)).toEqual(['queued 0'])
  })

  test('goes through its life as its queue tells it', async () => {
    await hear([word(id, { maxAttempts: 3 })])
    await hear([active(id, { maxAttempts: 3 })])
    await hear([word(id, { state: 'delayed', attempt: 1, maxAttempts: 3, failure: 'x', availableAt: after(90) })])
    await hear([active(id, { attempt: 2, startedAt: after(30) })])
    await hear([completed(id, { attempt: 2, counts: { processed: 7 } })])
    const { run } = await only()
    expect(run).toMatchObject({ status: 'completed', outcome: 'succeeded', attempt: 2, counts: { processed: 7 }, completedAt: after(20) })
    expect(await story(run.id)).toEqual(['queued 0', 'started 1', 'attempt_failed 1', 'started 2', 'succeeded 2'])
  })

  test('that is first heard of when it has ended brings its history along, with the instants of its queue', async () => {
    await hear([failed(id)])
    const { run } = await only()
    expect(run).toMatchObject({ outcome: 'failed', startedAt: after(10), completedAt: after(20) })
    expect(run.failure).toEqual({ code: 'queue_failed', message: 'The mail server refused.' })
    expect(await story(run.id)).toEqual(['queued 0', 'started 1', 'failed 1'])
  })

  test('that is told with an instant ahead of now is dated now', async () => {
    const ahead = new Date('2126-01-01T00:00:00Z')
    await hear([active(id, { createdAt: ahead, startedAt: ahead })])
    const { run } = await only()
    expect(run.startedAt?.getTime()).toBeLessThan(ahead.getTime())
    expect(run.createdAt.getTime()).toBeLessThan(ahead.getTime())
  })

  test('of the same key as another is another one: a key names a life of one id only', async () => {
    await hear([word(`${id}a`, { key: '1' }), word(`${id}b`, { key: '1' })])
    await hear([completed(`${id}b`, { key: '1' })])
    expect((await runs()).map(({ run }) => [run.queueJobId, run.status])).toEqual([
      [`${id}b`, 'completed'],
      [`${id}a`, 'queued'],
    ])
  })

  test('with another life under the same id is another operation', async () => {
    await hear([completed(id)])
    await hear([word(id, { key: `${id}@2` })])
    expect((await runs()).map(({ run }) => run.status)).toEqual(['queued', 'completed'])
  })

  test('that nobody can tell the end of is lost only once it has been missed for a while', async () => {
    await hear([active(id)])
    await hear([absent(id, 'unknown')])
    const { rows } = await fixture.owner.query(`select 1 from runtruth.missing_jobs where queue_job_id = $1`, [id])
    expect(rows).toHaveLength(1)
    await hear([active(id)])
    expect((await fixture.owner.query(`select 1 from runtruth.missing_jobs where queue_job_id = $1`, [id])).rows).toHaveLength(0)
  })

  test('that its queue gives out again after its operation was closed is another operation, which repeats that one', async () => {
    await hear([active(id)])
    const closed = await only()
    const scope = await fixture.scope('acme')
    await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await closeRun(tx, scope, closed, WORKER_LOST))
    // Long enough after its end that no word about what was before it can be meant.
    const askedAt = new Date((await fixture.services.observer.observeNow()).asOf.getTime() + 6_000)
    await hear([active(id, { attempt: 2 })], { askedAt })
    const [again, before] = await runs()
    expect(before?.run.id).toBe(closed.run.id)
    expect(again?.run).toMatchObject({ status: 'running', retryOf: closed.run.id })
    await hear([completed(id, { attempt: 2 })], { askedAt })
    expect((await runs()).map(({ run }) => run.outcome)).toEqual(['succeeded', 'failed'])
  })

  test('is kept even with text that no database takes', async () => {
    await hear([failed(id, { payload: { text: 'a\0b' }, failure: 'nul \0 here' })])
    expect((await only()).run.failure?.message).not.toContain('\0')
  })

  test('that cannot be stored does not keep the others of its batch from being told', async () => {
    const silent = { at: after(10), everyMs: 15_000, silentAfterMs: 1 }
    await hear([word(`${id}a`), active(`${id}b`, { beat: silent }), word(`${id}c`)])
    expect((await runs()).map(({ run }) => run.queueJobId)).toEqual([`${id}c`, `${id}a`])
  })
})

describe('a mapping', () => {
  const byPayload: QueueSource = declaredSource({
    '*': {
      workspace: ({ payload }) => (payload as { workspace: string }).workspace,
      tenant: ({ payload }) => (payload as { tenant?: string }).tenant,
      initiator: () => ({ id: 'u1', name: 'Dana' }),
      identity: ({ payload }) => [(payload as { workspace: string }).workspace],
      retry: 'safe',
      lifecycle: { queuedWindow: '10m' },
    },
  })

  test('puts each job into its own workspace and tenant, and nobody sees another one', async () => {
    await hear(
      [word(`${id}a`, { payload: { workspace: 'acme', tenant: 'contoso' } }), word(`${id}b`, { payload: { workspace: 'globex' } })],
      { source: byPayload },
    )
    expect((await runs('acme')).map(({ run }) => [run.queueJobId, run.tenant, run.initiator.name])).toEqual([[`${id}a`, 'contoso', 'Dana']])
    expect((await runs('globex')).map(({ run }) => run.queueJobId)).toEqual([`${id}b`])
  })

  test('that names no place, or one that is not there, has the job refused once and visibly, and taken in later', async () => {
    const refused = async () =>
      (
        await fixture.owner.query<{ key: string; reason: string }>(
          `select queue_job_key as key, reason from runtruth.refused_jobs where queue_job_key like $1 order by 1`,
          [`${id}%`],
        )
      ).rows
    const source = byPayload
    const words = [
      word(`${id}a`, { payload: { workspace: 'nowhere' } }),
      word(`${id}b`, { payload: null }),
      word(`${id}c`, { payload: {} }),
      word(`${id}d`, { payload: { workspace: 'acme', tenant: 'nobody' } }),
    ]
    await hear(words, { source })
    await hear(words, { source })
    expect(await runs()).toEqual([])
    expect(await refused()).toEqual([
      { key: `${id}a@1`, reason: 'There is no workspace "nowhere".' },
      { key: `${id}b@1`, reason: expect.stringContaining('The mapping threw') },
      { key: `${id}c@1`, reason: 'The mapping names no workspace for it.' },
      { key: `${id}d@1`, reason: 'Workspace acme has no tenant "nobody".' },
    ])
    await hear([word(`${id}a`, { payload: { workspace: 'acme' } })], { source })
    expect((await runs()).map(({ run }) => run.queueJobId)).toEqual([`${id}a`])
    expect((await refused()).map(({ key }) => key)).toEqual([`${id}b@1`, `${id}c@1`, `${id}d@1`])
  })

  test('that names no place leaves a job to the workspace of its source only where that is declared', async () => {
    const source = declaredSource({ '*': { workspace: () => null } }, { unmapped: 'to_workspace' })
    await hear([word(id)], { source })
    expect((await runs()).map(({ run }) => run.queueJobId)).toEqual([id])
  })

  test('that changes its mind does not move a job, nor make it twice', async () => {
    await hear([word(id)])
    await hear([active(id)], { source: declaredSource({ '*': { workspace: 'globex' } }) })
    expect((await only()).run.status).toBe('running')
    expect(await runs('globex')).toEqual([])
  })

  test('with an identity answers failures by later successes, in whatever order they are heard of', async () => {
    const payload = { workspace: 'acme' }
    const late = { payload, createdAt: after(100), startedAt: after(110), endedAt: after(120) }
    await hear([completed(`${id}b`, late)], { source: byPayload, askedAt: after(200) })
    await hear([failed(`${id}a`, { payload })], { source: byPayload, askedAt: after(200) })
    const [a, b] = await runs()
    expect([a?.run.queueJobId, b?.run.queueJobId]).toEqual([`${id}a`, `${id}b`])
    expect(a?.run.supersededBy).toBe(b?.run.id)
    expect(a?.verdict.problem).toBe('none')
  })

  test('with an initiator has that person told of an end that is news, and not of history', async () => {
    const told = async () =>
      (
        await fixture.owner.query(
          `select 1 from runtruth.notifications n join runtruth.operation_runs r on r.id = n.run_id where r.queue_job_id like $1`,
          [`${id}%`],
        )
      ).rows.length
    const payload = { workspace: 'acme' }
    await hear([completed(`${id}a`, { payload })], { source: byPayload, adoptedAt: after(30) })
    expect(await told()).toBe(0)
    await hear([completed(`${id}b`, { payload })], { source: byPayload, adoptedAt: after(5) })
    await hear([completed(`${id}b`, { payload })], { source: byPayload, adoptedAt: after(5) })
    expect(await told()).toBe(1)
  })
})
