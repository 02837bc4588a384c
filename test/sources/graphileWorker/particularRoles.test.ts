import { Logger, makeWorkerUtils } from 'graphile-worker'
import type pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { silentLog } from '../../../src/log.ts'
import { graphileWorkerSource } from '../../../src/sources/graphileWorker/index.ts'
import { eventually } from '../../support/eventually.ts'
import { openScene, WITHIN_MS } from '../contract/scene.ts'
import { openGraphileStand } from './openGraphileStand.ts'
import { STAND_TASK } from './standTask.ts'

const HOLD = { do: 'hold' }
const quiet = new Logger(() => () => {})

/** A role that may connect and nothing else, until the test gives it more; and a reader in its name. */
async function asRole({ owner, url }: { owner: pg.Pool; url: string }, ...grants: readonly ((role: string) => string)[]) {
  const role = `reader_${new URL(url).pathname.slice(1)}`
  await owner.query(`create role ${role} login password 'reader'`)
  for (const grant of grants) await owner.query(grant(role))
  const connection = new URL(url)
  connection.username = role
  connection.password = 'reader'
  const reader = graphileWorkerSource({ name: 'reader', workspace: 'acme', connection: connection.href, jobs: { '*': {} } }).openReader({
    log: silentLog,
  })
  onTestFinished(async () => {
    await reader.close()
    await owner.query(`drop owned by ${role}; drop role ${role}`)
  })
  return reader
}

const schema = (role: string) => `grant usage on schema graphile_worker to ${role}`
const tables = (role: string) => `grant select on all tables in schema graphile_worker to ${role}`
const policies = (role: string) =>
  ['_private_jobs', '_private_tasks', '_private_job_queues']
    .map((table) => `create policy reading_${table} on graphile_worker.${table} for select to ${role} using (true)`)
    .join('; ')

describe('a role that only reads', () => {
  it('is refused while row security hides jobs from it, since each of them would seem to have succeeded', async () => {
    const { stand, add } = await openScene(openGraphileStand)
    const job = await add({ payload: { do: 'hold' } })
    const reader = await asRole(stand, schema, tables)
    await expect(reader.probe([job])).rejects.toMatchObject({ code: 'database_unsuitable', message: expect.stringMatching(/row security/) })
    await expect(reader.look()).rejects.toMatchObject({ code: 'database_unsuitable' })
    await expect(reader.totals()).rejects.toMatchObject({ code: 'database_unsuitable' })
  })

  it('is refused while a restrictive policy hides some of them', async () => {
    const { stand, add } = await openScene(openGraphileStand)
    const job = await add({ payload: { do: 'hold' } })
    const reader = await asRole(
      stand,
      schema,
      tables,
      policies,
      () => `create policy only_some on graphile_worker._private_jobs as restrictive for select using (id < 0)`,
    )
    await expect(reader.probe([job])).rejects.toMatchObject({ code: 'database_unsuitable' })
  })

  it('reads all of it, with policies that show everything, and counts no workers whose sessions it may not see', async () => {
    const { stand, add } = await openScene(openGraphileStand)
    const job = await add({ payload: { do: 'hold' }, delayMs: 3_600_000 })
    await stand.worker()
    const reader = await asRole(stand, schema, tables, policies)
    expect(await reader.probe([job])).toEqual([job])
    expect((await reader.look()).queues).toMatchObject([{ liveWorkers: null, next: [] }])
    await stand.remove(job.id)
    expect(await reader.probe([job])).toMatchObject([{ state: 'absent', end: 'succeeded' }])
  })

  it('is told which right it lacks', async () => {
    const { stand } = await openScene(openGraphileStand)
    const reader = await asRole(stand)
    await expect(reader.look()).rejects.toMatchObject({
      code: 'database_unsuitable',
      message: expect.stringMatching(/may not read graphile_worker\._private_jobs/),
    })
  })
})

describe('a schema', () => {
  it('that is not there is named, and read as soon as it is', async () => {
    const { stand } = await openScene(openGraphileStand)
    const source = graphileWorkerSource({ name: 'late', workspace: 'acme', connection: stand.url, schema: 'Not "yet"', jobs: { '*': {} } })
    const reader = source.openReader({ log: silentLog })
    onTestFinished(async () => await reader.close())
    await expect(reader.look()).rejects.toMatchObject({ code: 'database_unsuitable', message: expect.stringContaining('Not "yet"') })
    const utils = await makeWorkerUtils({ connectionString: stand.url, schema: 'Not "yet"', logger: quiet })
    onTestFinished(async () => await utils.release())
    await utils.migrate()
    const { id } = await utils.addJob(STAND_TASK, HOLD)
    expect((await reader.discover(null, 10)).words).toMatchObject([{ queue: 'Not "yet"', id, name: STAND_TASK, state: 'waiting' }])
    // With two in one database a listening session may be either one's.
    await stand.worker()
    await eventually('a session that may be either one to be seen', WITHIN_MS, async () => {
      const { queues } = await reader.look()
      return queues[0]?.liveWorkers === null ? { found: undefined } : { seen: JSON.stringify(queues) }
    })
  })

  it('of a version with the older names of its tables is read by them, also when they change under way', async () => {
    const { stand, reader, add } = await openScene(openGraphileStand)
    const job = await add({ payload: { do: 'hold' } })
    await stand.owner.query(`drop view graphile_worker.jobs;
      alter table graphile_worker._private_jobs rename to jobs; alter table graphile_worker._private_tasks rename to tasks;
      alter table graphile_worker._private_job_queues rename to job_queues`)
    await expect(reader.probe([job])).rejects.toThrow()
    expect(await reader.probe([job])).toEqual([job])
    expect((await reader.look()).queues).toMatchObject([{ next: [job.id] }])
  })

  it('of a version before 0.14 is refused, saying which it has to be', async () => {
    const { stand, reader } = await openScene(openGraphileStand)
    await stand.owner.query('alter table graphile_worker._private_jobs rename column task_id to task_identifier')
    await expect(reader.look()).rejects.toMatchObject({ code: 'database_unsuitable', message: expect.stringContaining('0.14') })
  })

  it('that was set up anew gives ids again: what had them before is neither there nor called succeeded', async () => {
    const { stand, reader, add, find } = await openScene(openGraphileStand)
    const [first, second] = [await add({ payload: { do: 'hold' } }), await add({ payload: { do: 'hold' } })]
    const { cursor } = await reader.recent(null)
    await stand.owner.query('drop schema graphile_worker cascade')
    await stand.utils.migrate()
    const { id } = await stand.utils.addJob(STAND_TASK, HOLD)
    await stand.owner.query(`update graphile_worker._private_jobs set id = $1::bigint`, [first.id]).catch(() => {})
    await stand.owner.query(
      `insert into graphile_worker._private_jobs (id, task_id) overriding system value select $1::bigint, min(id) from graphile_worker._private_tasks on conflict do nothing`,
      [first.id],
    )
    const successor = await find(first.id)
    expect(successor.key).not.toBe(first.key)
    const words = await reader.probe([first, second, successor])
    expect(words).toMatchObject([
      { state: 'absent', end: 'unknown', key: first.key },
      { state: 'absent', end: 'unknown', key: second.key },
      { state: 'waiting', key: successor.key },
    ])
    expect((await reader.recent(cursor)).complete).toBe(false)
    expect(Number(id)).toBeLessThan(Number(second.id))
    // Also once as many ids have been given again as were before.
    await stand.owner.query(`select setval(pg_get_serial_sequence('graphile_worker._private_jobs', 'id'), $1::bigint)`, [second.id])
    expect(await reader.probe([first])).toMatchObject([{ state: 'absent', end: 'unknown', key: first.key }])
  })
})

describe('a configuration', () => {
  it('that does not fit is refused by name', () => {
    const fitting = { name: 'jobs', workspace: 'acme', connection: 'postgres://reader@localhost/app', jobs: { '*': {} } }
    expect(graphileWorkerSource(fitting)).toMatchObject({
      kind: 'graphile-worker',
      name: 'jobs',
      control: false,
      recoversAfterMs: 14_400_000,
    })
    for (const [wrong, said] of [
      [{ connection: 'redis://localhost' }, /connection/],
      [{ connection: 'reader@localhost' }, /connection/],
      [{ connection: '' }, /connection/],
      [{ schema: '' }, /schema/],
      [{ schema: 'x'.repeat(64) }, /schema/],
      [{ jobs: {} }, /jobs/],
      [{ name: 'Jobs' }, /name/],
    ] as const) {
      expect(() => graphileWorkerSource({ ...fitting, ...wrong })).toThrow(
        expect.objectContaining({ code: 'invalid_config', message: expect.stringMatching(said) }),
      )
    }
    expect(() => graphileWorkerSource({ ...fitting, connection: 'mysql://reader:secret@localhost' })).toThrow(/^((?!secret).)*$/s)
  })
})
