import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { findLivePostmaster } from '../../src/db/embedded/postmasterPid.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/db/embedded/startEmbeddedPostgres.ts'
import { createTempDir, type TempDir } from '../support/tempDir.ts'

const isRoot = process.getuid?.() === 0
const settings = { fsync: 'off' }

let temp: TempDir
let home: string
let dataDir: string
const running: EmbeddedPostgres[] = []

beforeAll(async () => {
  temp = await createTempDir('embedded')
  home = temp.path
  dataDir = join(home, 'data')
})

afterEach(async () => {
  await Promise.all(running.splice(0).map(async (server) => await server.stop()))
})

afterAll(async () => {
  await temp.remove()
})

async function start(options: { port?: number; dataDir?: string } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, settings, ...options })
  running.push(server)
  return server
}

async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query({ text: question, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('startEmbeddedPostgres', () => {
  it('keeps what was stored across a stop and a start, and asks for the password', async () => {
    const first = await start()
    await ask(first.url, 'create table kept as select 42 as answer')
    const uninvited = new URL(first.url)
    uninvited.password = 'guessed'
    await expect(ask(uninvited.href, 'select 1')).rejects.toThrow(/password authentication failed/)
    await first.stop()
    expect(await first.exited).toEqual({ code: 0, signal: null, requested: true })
    const second = await start()
    expect(await ask(second.url, 'select answer from kept')).toBe(42)
    expect(await ask(second.url, 'show listen_addresses')).toBe('127.0.0.1')
  })

  it('refuses a second server on the same data directory and names the process that holds it', async () => {
    const first = await start()
    await expect(start()).rejects.toMatchObject({ code: 'embedded_postgres', message: expect.stringContaining(`process ${first.pid}.`) })
    expect(await ask(first.url, 'select 1')).toBe(1)
  })

  it('refuses the slower of two starts at the same moment', async () => {
    const both = await Promise.allSettled([start(), start()])
    const refused = both.filter((result) => result.status === 'rejected')
    expect(refused).toHaveLength(1)
    expect(refused[0]?.reason).toMatchObject({
      code: 'embedded_postgres',
      message: expect.stringContaining('in use by the PostgreSQL process'),
    })
  })

  it('reports a server that was killed, and recovers it at the next start', async () => {
    const first = await start()
    await ask(first.url, 'create table survived as select 1 as x')
    process.kill(first.pid, 'SIGKILL')
    expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL', requested: false })
    expect(existsSync(join(first.clusterDir, 'postmaster.pid'))).toBe(true)
    const second = await start()
    expect(await ask(second.url, 'select x from survived')).toBe(1)
  })

  it('is not blocked by a pid file whose number now belongs to another program', async () => {
    const { clusterDir, stop } = await start()
    await stop()
    const { uid, gid } = await stat(clusterDir)
    const stranger = spawn('sleep', ['600'], { stdio: 'ignore', ...(isRoot ? { uid, gid } : {}) })
    await once(stranger, 'spawn')
    try {
      const pidFile = join(clusterDir, 'postmaster.pid')
      await writeFile(pidFile, `${stranger.pid}\n${clusterDir}\n1700000000\n1\n\n127.0.0.1\n        1         1\nready   \n`)
      await chown(pidFile, uid, gid)
      expect(findLivePostmaster(clusterDir)).toBeNull()
      const server = await start()
      expect(await ask(server.url, 'select 1')).toBe(1)
    } finally {
      stranger.kill()
      await once(stranger, 'exit')
    }
  })

  it('names a port that is taken', async () => {
    const first = await start()
    const other = join(home, 'other')
    await expect(start({ dataDir: other, port: first.port })).rejects.toMatchObject({ code: 'port_in_use', detail: { port: first.port } })
  })

  it('says in a sentence that a data directory cannot be written', async () => {
    const file = join(home, 'a-file')
    await writeFile(file, '')
    await expect(start({ dataDir: join(file, 'data') })).rejects.toMatchObject({
      code: 'embedded_postgres',
      message: expect.stringMatching(/cannot be written.*RUNTRUTH_DATA_DIR/),
    })
  })

  it('says in a sentence that another major version made the data directory', async () => {
    const { clusterDir, stop } = await start()
    await stop()
    const versionFile = join(clusterDir, 'PG_VERSION')
    const version = await readFile(versionFile, 'utf8')
    await writeFile(versionFile, '14\n')
    try {
      await expect(start()).rejects.toMatchObject({
        code: 'embedded_postgres',
        message: expect.stringMatching(/PostgreSQL 14, .* brings PostgreSQL 18/),
      })
    } finally {
      await writeFile(versionFile, version)
    }
  })

  it.runIf(isRoot)('gives the server away to an unprivileged user when root starts it', async () => {
    const { pid, clusterDir } = await start()
    expect((await stat(clusterDir)).uid).not.toBe(0)
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    expect(status).toMatch(/^Uid:\t(?!0\t)/m)
    expect(status).toMatch(/^Groups:\s*$/m)
  })

  it.runIf(isRoot)('says which closed directory keeps the unprivileged user out', async () => {
    const closed = join(home, 'closed')
    await mkdir(closed, { mode: 0o700 })
    await expect(start({ dataDir: join(closed, 'data') })).rejects.toMatchObject({
      code: 'embedded_postgres',
      message: expect.stringMatching(/nobody cannot reach .*\/closed\/data because .*\/closed is closed to it/),
    })
  })
})

describe('the watchdog', () => {
  const program = new URL('../support/embedded/holdServer.ts', import.meta.url).pathname

  async function startInChild() {
    const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    const { url, pid }: { url: string; pid: number } = JSON.parse(String(line))
    const client = new pg.Client({ connectionString: url })
    const goodbye = new Promise<Error>((resolve) => client.on('error', resolve))
    await client.connect()
    return { child, url, pid, goodbye }
  }

  it.each(['SIGKILL', 'SIGTERM'] as const)('stops the server in good order when its parent dies by %s', async (signal) => {
    const { child, url, pid, goodbye } = await startInChild()
    child.kill(signal)
    // The words of a fast shutdown; a server that was merely killed says nothing.
    expect((await goodbye).message).toBe('terminating connection due to administrator command')
    await vi.waitUntil(() => !isAlive(pid), { timeout: 20_000 })
    await expect(ask(url, 'select 1')).rejects.toThrow(/ECONNREFUSED/)
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false)
  })

  it.runIf(process.platform === 'linux')('does not leave a server behind when it is killed itself', async () => {
    const server = await start()
    const watchdogPid = Number(/^PPid:\t(\d+)/m.exec(await readFile(`/proc/${server.pid}/status`, 'utf8'))?.[1])
    expect(watchdogPid).not.toBe(process.pid)
    process.kill(watchdogPid, 'SIGKILL')
    expect(await server.exited).toEqual({ code: null, signal: null, requested: false })
    expect(isAlive(server.pid)).toBe(false)
  })
})
