import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertRunHistory, pretendDatabaseUpFor } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import type { TempDir } from '../support/tempDir.ts'
import { callInside, cliEnvironment, PROGRAM } from './callCli.ts'
import { createConfigDir } from './config.ts'

let fixture: Fixture
let directory: TempDir
const children: ChildProcess[] = []

beforeAll(async () => {
  fixture = await createFixture()
  directory = await createConfigDir()
}, 60_000)
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await fixture?.close()
  await directory?.remove()
})

interface Running {
  readonly child: ChildProcess
  printed(): string
  readonly ended: Promise<number | null>
}

/** With a standard input that stays open until the test closes it. */
async function launch(args: readonly string[], ready: RegExp): Promise<Running> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: directory.path,
    env: cliEnvironment({ DATABASE_URL: fixture.url, LOG_LEVEL: 'info' }),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  children.push(child)
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await until(
    () => ready.test(printed) || child.exitCode !== null,
    () => printed,
  )
  expect(printed).toMatch(ready)
  return { child, ended, printed: () => printed }
}

async function until(isSo: () => boolean, seen: () => string): Promise<void> {
  for (let asked = 0; asked < 1_000; asked += 1) {
    if (isSo()) return
    await delay(50)
  }
  throw new Error(`Waited in vain. ${seen()}`)
}

it('serve, work and reconcile run singly, finish an operation together, and end cleanly when asked to', async () => {
  const [server, worker, reconciler] = await Promise.all([
    launch(['serve', '--port', '0'], /ready at http/),
    launch(['work', '--name', 'worker-single', '--concurrency', '2'], /worker is ready/),
    launch(['reconcile'], /reconciler is ready/),
  ])
  const ran = await callInside(['run', 'shelf.count', '--workspace', 'acme', '--wait'], {
    cwd: directory.path,
    env: { DATABASE_URL: fixture.url },
  })
  expect(ran.code).toBe(0)
  const address = /ready at (\S+)/.exec(server.printed())?.[1]
  expect((await fetch(`${address}/readyz`)).status).toBe(200)
  for (const { child } of [server, worker, reconciler]) child.kill('SIGTERM')
  expect(await Promise.all([server.ended, worker.ended, reconciler.ended])).toEqual([0, 0, 0])
}, 120_000)

it('--with-parent: a worker whose parent is gone leaves by itself', async () => {
  const { child, ended } = await launch(['work', '--name', 'worker-child', '--with-parent'], /worker is ready/)
  child.stdin?.end()
  expect([0, 1]).toContain(await ended)
}, 60_000)

it('list --watch in a pipe writes a block, then another when something has changed, and ends when asked to', async () => {
  const watching = await launch(['list', '--workspace', 'globex', '--watch'], /No operations yet/)
  await insertRunHistory(fixture.owner, fixture.globex, { status: 'queued', label: 'Shelf inspection' })
  await until(() => watching.printed().includes('Shelf inspection'), watching.printed)
  watching.child.kill('SIGINT')
  expect(await watching.ended).toBe(0)
  expect(watching.printed().match(/Operations — /g)).toHaveLength(2)
}, 60_000)

it('reconcile --once --dry-run says what would be concluded and changes nothing', async () => {
  await pretendDatabaseUpFor(fixture.owner, 86_400_000)
  const { id } = await insertRunHistory(fixture.owner, fixture.acme, { status: 'queued', createdAgoMs: 3_600_000 })
  const run = async (...args: string[]) =>
    await callInside(['reconcile', '--once', ...args], { env: { DATABASE_URL: fixture.url, LOG_LEVEL: 'silent' } })
  const dry = await run('--dry-run', '--json')
  expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, concluded: [{ runId: id, action: 'closed', reason: 'stale_queued' }] })
  expect((await callInside(['show', id, '--json'], { env: { DATABASE_URL: fixture.url } })).stdout).toContain('"status": "queued"')
  const real = await run()
  expect(real.stdout).toMatch(new RegExp(`^#${id} inventory\\.sync · acme: closed as failed\\. Operation never started\\.`))
  expect((await callInside(['show', id, '--json'], { env: { DATABASE_URL: fixture.url } })).stdout).toContain(
    '"headline": "Reconciled as failed"',
  )
}, 60_000)
