import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterDirOf } from '../../src/db/embedded/cluster.ts'
import { findLivePostmaster } from '../../src/db/embedded/postmasterPid.ts'
import { callCli, cliEnvironment, isOneSentence, PROGRAM } from '../cli/callCli.ts'
import { createConfigDir } from '../cli/config.ts'
import { createTempDir, type TempDir } from '../support/tempDir.ts'

let directory: TempDir
let data: TempDir
let dataDir: string
let started: Started | undefined
let cookie = ''

interface Started {
  readonly child: ChildProcess
  readonly address: string
  readonly token: string
  /** The page it invites to. */
  readonly page: string
  readonly workerPid: number
  readonly printed: () => string
  readonly ended: Promise<number | null>
}

beforeAll(async () => {
  directory = await createConfigDir()
  data = await createTempDir('start')
  dataDir = join(data.path, 'data')
})
afterAll(async () => {
  started?.child.kill('SIGKILL')
  await until('PostgreSQL to be gone', () => findLivePostmaster(clusterDirOf(dataDir)) === null)
  await data.remove()
  await directory.remove()
}, 60_000)

const env = () => ({ RUNTRUTH_DATA_DIR: dataDir })
const cli = async (args: readonly string[], more: Record<string, string> = {}) =>
  await callCli(args, { cwd: directory.path, env: { ...env(), ...more } })

async function start(): Promise<Started> {
  const child = spawn(process.execPath, [PROGRAM, 'start', '--port', '0'], {
    cwd: directory.path,
    env: cliEnvironment(env()),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await until(
    'the invitation',
    () => printed.includes('Ctrl-C') || child.exitCode !== null,
    () => printed,
  )
  const found = (pattern: RegExp) => pattern.exec(printed)?.[1] ?? ''
  return {
    child,
    ended,
    printed: () => printed,
    address: found(/ready at (\S+)/),
    token: found(/Token +(\S+)/),
    page: found(/Console +(\S+)/),
    workerPid: Number(found(/kill -9 (\d+)/)),
  }
}

async function until(what: string, isSo: () => boolean | Promise<boolean>, seen: () => string = () => ''): Promise<void> {
  for (let asked = 0; asked < 1_200; asked += 1) {
    if (await isSo()) return
    await delay(50)
  }
  throw new Error(`Waited in vain for ${what}. ${seen()}`)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function workerPid(now: Started): Promise<number> {
  let pid = 0
  await until('a living worker', () => {
    pid = Number([...now.printed().matchAll(/kill -9 (\d+)/g)].at(-1)?.[1])
    return isAlive(pid)
  })
  return pid
}

describe('start', () => {
  it('opens everything with one command: API, worker, token kept for its owner only', async () => {
    started = await start()
    const ready = await fetch(`${started.address}/readyz`)
    expect(ready.status).toBe(200)
    expect(isAlive(started.workerPid)).toBe(true)
    const headers = { authorization: `Bearer ${started.token}` }
    expect((await fetch(`${started.address}/api/v1/workspaces/default/operations`, { headers })).status).toBe(200)
    expect(statSync(join(dataDir, 'token.json')).mode & 0o777).toBe(0o600)
    expect(statSync(join(dataDir, 'start.json')).mode & 0o777).toBe(0o600)
  }, 180_000)

  it('invites to set up an owner, who signs in from then on', async () => {
    const { address, token, page } = started!
    expect(page).toBe(`${address}/setup#${token}`)
    const owner = { name: 'Dana', email: 'dana@example.com', password: 'correct horse battery' }
    const told = await fetch(`${address}/api/v1/set-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ invitation: token, ...owner }),
    })
    expect(told.status).toBe(201)
    cookie = told.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect((await fetch(`${address}/api/v1/workspaces/default/operations`, { headers: { cookie } })).status).toBe(200)
    expect(statSync(join(dataDir, 'secret.json')).mode & 0o777).toBe(0o600)
  })

  it('other commands find its database, its config and its address by the data directory alone', async () => {
    const ran = await callCli(['run', 'shelf.count', '--wait', '--json'], { env: env() })
    expect(JSON.parse(ran.stdout)).toMatchObject({ outcome: 'succeeded', workspace: 'default' })
    const doctor = await cli(['doctor'])
    expect(doctor.stdout).toContain('Nothing is wrong.')
    expect(doctor.code).toBe(0)
  }, 120_000)

  it('a second start on the same data directory is refused in one sentence', async () => {
    const second = await cli(['start', '--port', '0'])
    expect(second.code).toBe(1)
    expect(isOneSentence(second)).toBe(true)
    expect(second.stderr).toContain('is in use by the PostgreSQL process')
  }, 60_000)

  it('a killed worker is started again under its name', async () => {
    const before = await workerPid(started!)
    process.kill(before, 'SIGKILL')
    await until('another one', () => /worker-1 was started again: kill -9 \d+/.test(started!.printed()), started!.printed)
    expect(await workerPid(started!)).not.toBe(before)
    expect(started!.child.exitCode).toBeNull()
  }, 120_000)

  it('SIGTERM ends it cleanly, and PostgreSQL with it', async () => {
    const pid = await workerPid(started!)
    started!.child.kill('SIGTERM')
    expect(await started!.ended).toBe(0)
    expect(isAlive(pid)).toBe(false)
    expect(findLivePostmaster(clusterDirOf(dataDir))).toBeNull()
    expect(existsSync(join(dataDir, 'start.json'))).toBe(false)
  }, 120_000)

  it('a restart knows everything, keeps its token, and whoever was signed in still is', async () => {
    const { token } = started!
    started = await start()
    expect(started.token).toBe(token)
    expect(started.page).toBe(`${started.address}/login`)
    expect((await fetch(`${started.address}/api/v1/session`, { headers: { cookie } })).status).toBe(200)
    const list = await cli(['list', '--json'])
    expect(JSON.parse(list.stdout).operations).toMatchObject([{ type: 'shelf.count', outcome: 'succeeded' }])
  }, 180_000)

  it('killed outright, it leaves nothing running behind', async () => {
    const pid = await workerPid(started!)
    started!.child.kill('SIGKILL')
    await started!.ended
    await until('the worker to leave', () => !isAlive(pid))
    await until('PostgreSQL to leave', () => findLivePostmaster(clusterDirOf(dataDir)) === null)
  }, 120_000)
})
