import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpHandler } from '../../src/http/index.ts'
import { insertRunHistory, insertWorkerHistory, pretendDatabaseUpFor } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { createTempDir, type TempDir } from '../support/tempDir.ts'
import { callCli, callInside, isOneSentence, type CliAnswer } from './callCli.ts'

let fixture: Fixture
let scratch: TempDir
let ids: { fresh: string; stale: string; lost: string; failed: string; unknown: string; other: string }

beforeAll(async () => {
  fixture = await createFixture()
  scratch = await createTempDir('cli')
  const { owner, acme, globex } = fixture
  await pretendDatabaseUpFor(owner, 3_600_000)
  const gone = await insertWorkerHistory(owner, { name: 'worker-gone', bootId: randomUUID(), heartbeatAgoMs: 60_000 })
  const insert = async (history: Parameters<typeof insertRunHistory>[2], workspace = acme) =>
    (await insertRunHistory(owner, workspace, history)).id
  ids = {
    fresh: await insert({ status: 'running', startedAgoMs: 5_000, progressAgoMs: 1_000, counts: { processed: 37, total: 100 } }),
    stale: await insert({ status: 'queued', createdAgoMs: 840_000 }),
    lost: await insert({ status: 'running', worker: gone.name, bootId: gone.bootId, startedAgoMs: 90_000 }),
    failed: await insert({
      status: 'completed',
      outcome: 'failed',
      failure: { code: 'disk_full', message: 'The disk is full' },
      tenant: 'fabrikam',
    }),
    unknown: await insert({ status: 'running', policy: null, label: 'Backup\u001b[2J of everything' }),
    other: await insert({ status: 'queued' }, globex),
  }
}, 120_000)
afterAll(async () => {
  await fixture?.close()
  await scratch?.remove()
})

type Call = typeof callCli

function calling(call: Call) {
  return async (args: readonly string[], env: Record<string, string> = {}, stdin = ''): Promise<CliAnswer> =>
    await call(args, { cwd: scratch.path, env: { DATABASE_URL: fixture.url, ...env }, stdin })
}

/** A process of its own for what a process decides: colours, pipes, exit codes. The same program inside this one for the rest. */
const spawned = calling(callCli)
const cli = calling(callInside)

async function api(path: string): Promise<unknown> {
  const handler = createHttpHandler({ services: fixture.services })
  const response = await handler.fetch(
    new Request(`http://localhost/api/v1/workspaces/acme${path}`, { headers: { authorization: `Bearer ${fixture.acme.token}` } }),
  )
  return await response.json()
}

/** Everything but the instant of looking, and the ages that follow from it. */
function timeless(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, each: unknown) => (['asOf', 'guidance', 'elapsedMs', 'observed'].includes(key) ? null : each)),
  )
}

function idsIn({ stdout }: CliAnswer): string[] {
  const { operations } = JSON.parse(stdout) as { operations: { id: string }[] }
  return operations.map(({ id }) => id)
}

describe('list', () => {
  it('says each verdict in the words of the presenter, the verdict first', async () => {
    const { code, stdout } = await spawned(['list', '--workspace', 'acme'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^◑ Likely stale +#\d+ Inventory sync .*past its 10 min lifecycle window/m)
    expect(stdout).toMatch(/^◐ Worker lost /m)
    expect(stdout).toMatch(/^■ Failed .*fabrikam/m)
    expect(stdout).toMatch(/^● Running .*37 of 100/m)
    expect(stdout).toMatch(/^◌ Running, not verified/m)
    expect(stdout).not.toContain('\u001b')
  })

  it('--json is the body of the API, cursor included', async () => {
    const { stdout } = await cli(['list', '--workspace', 'acme', '--limit', '2', '--json'])
    const body = await api('/operations?limit=2')
    expect(timeless(JSON.parse(stdout))).toEqual(timeless(body))
    const { next } = JSON.parse(stdout)
    const second = await cli(['list', '--workspace', 'acme', '--limit', '2', '--json', '--cursor', next])
    expect(timeless(JSON.parse(second.stdout))).toEqual(timeless(await api(`/operations?limit=2&cursor=${next}`)))
  })

  it('filters by what is derived and by tenant', async () => {
    const [stale, tenant] = await Promise.all([
      cli(['list', '--workspace', 'acme', '--problem', 'active_stale_attention', '--json']),
      cli(['list', '--workspace', 'acme', '--tenant', 'fabrikam', '--json']),
    ])
    expect(idsIn(stale)).toEqual([ids.lost, ids.stale])
    expect(idsIn(tenant)).toEqual([ids.failed])
  })

  it('colours only where they are wanted', async () => {
    const [forced, refused] = await Promise.all([
      spawned(['list', '--workspace', 'acme'], { FORCE_COLOR: '1' }),
      spawned(['list', '--workspace', 'acme'], { NO_COLOR: '1' }),
    ])
    expect(forced.stdout).toContain('\u001b[33m◑ Likely stale')
    // What the ledger brings along is not ours to send to a terminal.
    expect(forced.stdout).not.toContain('\u001b[2J')
    expect(refused.stdout).not.toContain('\u001b')
  })

  it("without --workspace names the ones there are; with a token it is the token's own", async () => {
    const [missing, own] = await Promise.all([cli(['list']), cli(['list', '--json'], { RUNTRUTH_TOKEN: fixture.globex.token })])
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('acme, globex') })
    expect(idsIn(own)).toEqual([ids.other])
  })
})

describe('show', () => {
  it('tells decision, evidence, timeline and failure, without diagnostics', async () => {
    const { code, stdout } = await spawned(['show', `#${ids.lost}`])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^◐ Worker lost +#/)
    expect(stdout).toMatch(/Worker session .*Proof that nobody is at it/)
    expect(stdout).toMatch(/Not checked/)
    expect(stdout).toMatch(/Timeline[^]*queued {2}\(factory\)/)
    const failed = await cli(['show', ids.failed])
    expect(failed.stdout).toMatch(/Failure\n {2}disk_full\n/)
  })

  it('--json is the operation of the API', async () => {
    const { stdout } = await cli(['show', ids.failed, '--json'])
    expect(timeless(JSON.parse(stdout))).toEqual(timeless(await api(`/operations/${ids.failed}`)))
  })

  it("what judge derives from the facts of a look is that look's verdict, byte for byte, in every state", async () => {
    for (const [state, id] of Object.entries(ids)) {
      const file = join(scratch.path, `${state}.json`)
      const shown = await cli(['show', id, '--verdict', '--facts-to', file])
      const judged = await cli(['judge', file, '--json'])
      expect(shown.code, state).toBe(0)
      expect(judged.stdout, state).toBe(shown.stdout)
      const facts = JSON.parse(await readFile(file, 'utf8'))
      expect(facts.run.id).toBe(id)
    }
  }, 120_000)

  it('show --facts can be piped into judge, and an ended operation is judged as show judges it', async () => {
    const facts = await spawned(['show', ids.failed, '--facts'])
    const [judged, plain, shown] = await Promise.all([
      spawned(['judge', '-', '--json'], {}, facts.stdout),
      spawned(['judge', '-'], { DATABASE_URL: '' }, facts.stdout),
      cli(['show', ids.failed, '--verdict']),
    ])
    expect({ ...JSON.parse(judged.stdout), asOf: null }).toEqual({ ...JSON.parse(shown.stdout), asOf: null })
    expect(plain.stdout).toMatch(/^■ Failed\nThe disk is full\./)
  })
})

describe('another workspace', () => {
  it.each([
    ['list', () => ['list', '--workspace', 'globex']],
    ['show', () => ['show', ids.other]],
    ['show with its workspace', () => ['show', ids.other, '--workspace', 'globex']],
    ['facts', () => ['show', ids.other, '--facts']],
    ['cancel', () => ['cancel', ids.other]],
    ['retry', () => ['retry', ids.other]],
    ['run', () => ['run', 'ledger.verify', '--workspace', 'globex']],
    ['tenant add', () => ['tenant', 'add', 'new', '--workspace', 'globex']],
    ['token create', () => ['token', 'create', '--name', 'x', '--workspace', 'globex']],
  ])('%s: a token of acme is told it does not exist, exit 3', async (_, args) => {
    const answer = await callInside(args(), { env: { DATABASE_URL: fixture.url, RUNTRUTH_TOKEN: fixture.acme.token } })
    expect(answer).toMatchObject({ code: 3, stdout: '' })
    expect(answer.stderr).toMatch(/^runtruth: No such (operation|workspace) here/)
  })

  it('inside its workspace a missing capability is said openly, exit 3', async () => {
    const token = await fixture.tokenWith(fixture.acme, { capabilities: ['operations.view'] })
    const [facts, cancelled, created] = await Promise.all([
      cli(['show', ids.fresh, '--facts'], { RUNTRUTH_TOKEN: token }),
      cli(['cancel', ids.fresh], { RUNTRUTH_TOKEN: token }),
      cli(['token', 'create', '--name', 'more', '--capabilities', 'all'], { RUNTRUTH_TOKEN: token }),
    ])
    expect(facts).toMatchObject({ code: 3, stderr: expect.stringContaining('operations.raw') })
    expect(cancelled).toMatchObject({ code: 3, stderr: expect.stringContaining('operations.cancel') })
    expect(created).toMatchObject({ code: 3, stderr: expect.stringContaining('tokens.manage') })
  })

  it('a token that is no token any more is refused, exit 3', async () => {
    const answer = await cli(['list'], { RUNTRUTH_TOKEN: 'rt_of_long_ago' })
    expect(answer.code).toBe(3)
    expect(isOneSentence(answer)).toBe(true)
  })
})
