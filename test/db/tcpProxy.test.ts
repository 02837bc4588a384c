import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy.ts'
import { createTestDatabase, type TestDatabase } from '../support/testDatabase.ts'

let database: TestDatabase
let proxy: TcpProxy

beforeAll(async () => {
  database = await createTestDatabase({ template: 'template1' })
  await ask(database.url, 'create table arrived (n int)')
})

beforeEach(async () => {
  proxy = await startTcpProxy({ target: { port: Number(new URL(database.url).port) } })
})

afterEach(async () => {
  await proxy.close()
})

afterAll(async () => {
  await database.drop()
})

async function connect(url: string): Promise<{ client: pg.Client; broken: Promise<Error> }> {
  const client = new pg.Client({ connectionString: url, application_name: 'through the proxy' })
  const broken = new Promise<Error>((resolve) => client.on('error', resolve))
  await client.connect()
  return { client, broken }
}

async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<unknown[]>({ text: question, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}

const sessions = async () =>
  await ask(
    database.url,
    `select count(*)::int from pg_stat_activity where datname = current_database() and application_name = 'through the proxy'`,
  )

/** Of this database alone: the server is shared with the other test files, and they hold locks as well. */
const HELD_HERE = `select count(*)::int from pg_locks
  where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`

describe('startTcpProxy', () => {
  it('breaks the connections that exist at both ends, and lets new ones through', async () => {
    const { broken } = await connect(proxy.through(database.url))
    expect(await sessions()).toBe(1)
    proxy.dropAll()
    expect((await broken).message).toMatch(/ECONNRESET|terminated/)
    await expect.poll(sessions).toBe(0)
    expect(await ask(proxy.through(database.url), 'select 1')).toBe(1)
  })

  it('holds back what is sent while paused, keeps the session on the server, and delivers on resuming', async () => {
    const { client } = await connect(proxy.through(database.url))
    await client.query('select pg_advisory_lock(1)')
    proxy.pause()
    const newcomer = ask(proxy.through(database.url), 'select 2')
    const held = client.query<{ n: number }>('insert into arrived values (7) returning n')
    expect(await ask(database.url, 'select count(*)::int from arrived')).toBe(0)
    expect(await ask(database.url, HELD_HERE)).toBe(1)
    proxy.resume()
    expect((await held).rows).toEqual([{ n: 7 }])
    expect(await newcomer).toBe(2)
    await client.end()
  })

  it('tells the server of a client that left while paused only on resuming', async () => {
    const { client } = await connect(proxy.through(database.url))
    proxy.pause()
    const left = client.end()
    expect(await sessions()).toBe(1)
    proxy.resume()
    await left
    await expect.poll(sessions).toBe(0)
  })

  it('breaks at once where nobody listens, and leads elsewhere after a switch', async () => {
    proxy.switchTo({ port: 1 })
    await expect(ask(proxy.through(database.url), 'select 1')).rejects.toThrow()
    proxy.switchTo({ port: Number(new URL(database.url).port) })
    expect(await ask(proxy.through(database.url), 'select 1')).toBe(1)
  })
})
