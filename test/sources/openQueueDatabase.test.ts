import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../src/log.ts'
import { openQueueDatabase, type QueueDatabase } from '../../src/sources/openQueueDatabase.ts'
import { createTestDatabase, type TestDatabase } from '../support/testDatabase.ts'

const COUNT = 'select count(*)::integer as jobs, $1::text as why from public.jobs'

describe('the road to a queue in the database of somebody else', () => {
  let database: TestDatabase
  let host: pg.Client
  let queue: QueueDatabase

  beforeAll(async () => {
    database = await createTestDatabase()
    host = new pg.Client({ connectionString: database.url })
    await host.connect()
    await host.query('create table public.jobs (id integer)')
    queue = openQueueDatabase({ url: database.url, source: 'shop', log: silentLog })
  })
  afterAll(async () => {
    await queue?.close()
    await host?.end()
    await database?.drop()
  })

  it('cannot write while it reads', async () => {
    await expect(queue.read('insert into public.jobs values (1)')).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/read-only transaction/) },
    })
    expect(await queue.read(COUNT, ['look'])).toEqual([{ jobs: 0, why: 'look' }])
  })

  it('goes away from a migration of the host, which workers wait for, and says so; afterwards it reads on', async () => {
    await host.query('begin; lock table public.jobs in access exclusive mode')
    await expect(queue.read(COUNT, ['look'])).rejects.toMatchObject({
      code: 'database_unavailable',
      message: 'A table of source "shop" was locked for longer than 1 s, as by a migration. It is asked again.',
    })
    await host.query('commit')
    expect(await queue.read(COUNT, ['look'])).toEqual([{ jobs: 0, why: 'look' }])
  })

  it('reads behind a pooler that does not carry statement names along, also when several reads notice at once', async () => {
    const together = async () => await Promise.all(['a', 'b', 'c'].map(async (why) => await queue.read(COUNT, [why])))
    await together()
    await Promise.all(['a', 'b', 'c', 'd'].map(async () => await queue.write('deallocate all')))
    expect(await together()).toEqual(['a', 'b', 'c'].map((why) => [{ jobs: 0, why }]))
  })
})
