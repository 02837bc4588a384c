import { join } from 'node:path'
import process from 'node:process'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/db/embedded/startEmbeddedPostgres.ts'
import { createStandby, type Standby } from '../support/standby.ts'
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy.ts'
import { createTempDir, type TempDir } from '../support/tempDir.ts'

let temp: TempDir
let primary: EmbeddedPostgres & { dataDir: string }
const standbys: Standby[] = []
const proxies: TcpProxy[] = []

beforeAll(async () => {
  temp = await createTempDir('standby')
  const dataDir = join(temp.path, 'primary')
  primary = {
    ...(await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } })),
    dataDir,
  }
})

afterEach(async () => {
  await Promise.all(proxies.splice(0).map(async (proxy) => await proxy.close()))
  await Promise.all(standbys.splice(0).map(async (standby) => await standby.stop()))
})

afterAll(async () => {
  await primary.stop()
  await temp.remove()
})

async function standbyIn(name: string): Promise<Standby> {
  const standby = await createStandby(primary, join(temp.path, name))
  standbys.push(standby)
  return standby
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

describe('createStandby', () => {
  it('shows what was committed before and after it was made, and frees its slot when stopped', async () => {
    await ask(primary.url, 'create table followed as select 1 as n')
    const standby = await standbyIn('follower')
    await ask(primary.url, 'insert into followed values (2)')
    await standby.waitCaughtUp()
    expect(await ask(standby.url, 'select sum(n)::int from followed')).toBe(3)
    expect(await ask(standby.url, 'select pg_is_in_recovery()')).toBe(true)
    await expect(ask(standby.url, 'insert into followed values (3)')).rejects.toThrow(/read-only/)
    expect(await ask(primary.url, 'select count(*)::int from pg_replication_slots')).toBe(1)
    await standby.stop()
    standbys.splice(0)
    expect(await ask(primary.url, 'select count(*)::int from pg_replication_slots')).toBe(0)
  })

  it('takes the place of a primary that was killed, on a new timeline, behind the same address', async () => {
    const standby = await standbyIn('successor')
    const proxy = await startTcpProxy({ target: { port: primary.port } })
    proxies.push(proxy)
    const url = proxy.through(primary.url)
    await ask(url, 'create table inherited as select 42 as answer')
    await standby.waitCaughtUp()
    process.kill(primary.pid, 'SIGKILL')
    await primary.exited
    await expect(ask(url, 'select 1')).rejects.toThrow()
    await standby.promote()
    proxy.switchTo({ port: standby.port })
    expect(await ask(url, 'select answer from inherited')).toBe(42)
    await ask(url, 'insert into inherited values (43)')
    expect(await ask(url, 'select left(pg_walfile_name(pg_current_wal_lsn()), 8)')).toBe('00000002')
  })
})
