import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grantOfToken } from '../../src/access/grants.ts'
import { runWorker, type RunningWorker } from '../../src/work/runWorker.ts'
import { loadConfig } from '../../src/app/loadConfig.ts'
import { composeServices, type Composition } from '../../src/app/composeServices.ts'
import { silentLog } from '../../src/log.ts'
import { insertRunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import type { TempDir } from '../support/tempDir.ts'
import { callCli, callInside, type CliAnswer } from './callCli.ts'
import { createConfigDir } from './config.ts'

let fixture: Fixture
let directory: TempDir
let composition: Composition
let worker: RunningWorker

beforeAll(async () => {
  fixture = await createFixture()
  directory = await createConfigDir()
  const { operations } = await loadConfig(`${directory.path}/runtruth.config.ts`)
  composition = composeServices({ url: fixture.url, operations, log: silentLog })
  worker = await runWorker({ services: composition.services, url: fixture.url, name: 'worker-test' })
}, 120_000)
afterAll(async () => {
  await worker?.stop()
  await composition?.close()
  await fixture?.close()
  await directory?.remove()
})

async function cli(args: readonly string[], env: Record<string, string> = {}, stdin?: string): Promise<CliAnswer> {
  return await callCli(args, { cwd: directory.path, env: { DATABASE_URL: fixture.url, ...env }, ...(stdin === undefined ? {} : { stdin }) })
}

async function inside(args: readonly string[], env: Record<string, string> = {}): Promise<CliAnswer> {
  return await callInside(args, { cwd: directory.path, env: { DATABASE_URL: fixture.url, ...env } })
}

async function columnOf(id: string, column: 'status' | 'outcome' | 'initiator_name'): Promise<string> {
  const { rows } = await fixture.owner.query<{ value: string }>(`select ${column} as value from runtruth.operation_runs where id = $1`, [
    id,
  ])
  return rows[0]?.value ?? ''
}

const RUN = ['run', 'shelf.count', '--workspace', 'acme', '--tenant', 'contoso']

describe('run', () => {
  it('--wait says what is going on in plain lines and ends with the verdict, exit 0', async () => {
    const { code, stdout } = await cli([...RUN, '--wait'])
    expect(stdout).toMatch(/^Shelf count queued\. /)
    expect(stdout).toMatch(/^Operation #\d+ {2}\/admin\/workspaces\/acme\/operations\/\d+$/m)
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^✓ Succeeded {2}Finished at /)
    expect(code).toBe(0)
  })

  it('--wait on an operation that fails ends with exit 4', async () => {
    const { code, stdout } = await cli([...RUN, '--wait', '--input', '-'], {}, '{"fail":true,"name":"fails"}')
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^■ Failed {2}One shelf is missing\./)
    expect(code).toBe(4)
  })

  it('--json is the operation and nothing else, and says whether it is new', async () => {
    const input = ['--input', '{"name":"json"}', '--key', 'one-key', '--json']
    const first = await inside([...RUN, ...input, '--wait'])
    const again = await inside([...RUN, ...input])
    expect(JSON.parse(first.stdout)).toMatchObject({
      created: true,
      type: 'shelf.count',
      tenant: 'contoso',
      outcome: 'succeeded',
      verdict: { headline: 'Succeeded' },
    })
    expect(JSON.parse(again.stdout)).toMatchObject({ created: false, id: JSON.parse(first.stdout).id })
  })

  it('tells an operation that is already open apart from a new one', async () => {
    await insertRunHistory(fixture.owner, fixture.acme, {
      type: 'shelf.count',
      label: 'Shelf count',
      tenant: 'contoso',
      status: 'running',
      identity: 'held',
    })
    const { rows } = await fixture.owner.query<{ id: string }>(`select max(id)::text as id from runtruth.operation_runs`)
    await fixture.owner.query(
      `update runtruth.operation_runs r set identity_hash = (select identity_hash from runtruth.operation_runs where type = 'shelf.count' and input ->> 'name' = 'json' limit 1) where r.id = $1`,
      [rows[0]?.id],
    )
    const { stdout } = await inside([...RUN, '--input', '{"name":"json"}'])
    expect(stdout).toMatch(/^Shelf count is already queued/)
    expect(stdout).toContain(`#${rows[0]?.id}`)
  })

  it('starts as whoever asks: the operator at the command line, or the token', async () => {
    const operator = JSON.parse((await inside([...RUN, '--input', '{"name":"a"}', '--json'])).stdout)
    const token = JSON.parse((await inside([...RUN, '--input', '{"name":"b"}', '--json'], { RUNTRUTH_TOKEN: fixture.acme.token })).stdout)
    expect(operator.initiator).toMatchObject({ kind: 'system', name: expect.stringMatching(/^Command line \(.+\)$/) })
    expect(token.initiator).toEqual({ kind: 'token', name: 'test token' })
  })

  it.each([
    ['an unknown type', ['run', 'no.such', '--workspace', 'acme'], 2, /no operation type "no\.such"\. Known are: .*shelf\.count/],
    ['input that is no JSON', [...RUN, '--input', '{'], 2, /--input is not JSON/],
    ['input that does not fit', [...RUN, '--input', '{"shelves":"many"}'], 2, /input of shelf\.count does not fit/],
    ['an unknown tenant', ['run', 'shelf.count', '--workspace', 'acme', '--tenant', 'initech'], 3, /No such tenant here/],
    ['an unknown workspace', ['run', 'shelf.count', '--workspace', 'nowhere'], 3, /No such workspace here/],
  ])('refuses %s', async (_, args, code, sentence) => {
    const answer = await inside(args)
    expect(answer).toMatchObject({ code, stdout: '' })
    expect(answer.stderr).toMatch(sentence)
  })
})

describe('cancel and retry', () => {
  it('cancels what waits at once, and says so of what has ended', async () => {
    const { id } = await insertRunHistory(fixture.owner, fixture.acme, { status: 'queued' })
    const first = await cli(['cancel', id])
    expect(first).toMatchObject({ code: 0, stdout: `Operation ${id} is cancelled.\n` })
    expect(await columnOf(id, 'outcome')).toBe('cancelled')
    const again = await inside(['cancel', id])
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('already ended') })
  })

  it('asks the worker of what runs, and --json names the effect', async () => {
    const { id } = await insertRunHistory(fixture.owner, fixture.acme, { status: 'running' })
    expect(JSON.parse((await inside(['cancel', id, '--json'])).stdout)).toMatchObject({ id, effect: 'requested', status: 'running' })
    expect((await inside(['cancel', id])).stdout).toContain('had been asked to stop before')
  })

  it('repeats as a new linked operation, and show tells of it', async () => {
    const failed = JSON.parse((await inside([...RUN, '--wait', '--json', '--input', '{"fail":true,"name":"again"}'])).stdout)
    const retried = await inside(['retry', failed.id, '--json'])
    expect(JSON.parse(retried.stdout)).toMatchObject({ retryOf: failed.id, created: true, status: 'queued' })
    expect((await inside(['show', failed.id])).stdout).toMatch(new RegExp(`Related\\n.*#${JSON.parse(retried.stdout).id}`))
  })

  it('refuses to repeat what succeeded, exit 1', async () => {
    const { id } = await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed' })
    expect(await inside(['retry', id])).toMatchObject({ code: 1, stderr: expect.stringContaining('it succeeded') })
  })
})

describe('administration', () => {
  it('builds a place with people and a token that works at once', async () => {
    expect((await inside(['workspace', 'add', 'umbrella', '--name', 'Umbrella'])).stdout).toMatch(/^Workspace umbrella added\./)
    expect((await inside(['tenant', 'add', 'hive', '--workspace', 'umbrella', '--json'])).stdout).toContain('"slug": "hive"')
    expect((await inside(['user', 'add', '--email', 'ada@umbrella.example', '--name', 'Ada'])).code).toBe(0)
    const member = await inside([
      'member',
      'add',
      '--email',
      'ada@umbrella.example',
      '--workspace',
      'umbrella',
      '--role',
      'operator',
      '--tenant',
      'hive',
    ])
    expect(member.stdout).toBe('Ada is operator in workspace umbrella.\n')
    const created = await cli([
      'token',
      'create',
      '--workspace',
      'umbrella',
      '--name',
      'shell',
      '--user',
      'ada@umbrella.example',
      '--capabilities',
      'all',
    ])
    expect(created.stdout).toMatch(/^rt_\S+\n$/)
    const token = created.stdout.trim()
    // A personal token never reaches further than its member.
    expect([...((await grantOfToken(fixture.db, token))?.grant.capabilities ?? [])].toSorted()).not.toContain('operations.raw')
    expect((await inside(['list', '--json'], { RUNTRUTH_TOKEN: token })).code).toBe(0)
    const id = /Token (\d+) /.exec(created.stderr)?.[1] ?? ''
    expect((await inside(['token', 'revoke', id, '--workspace', 'umbrella'])).code).toBe(0)
    expect((await inside(['list'], { RUNTRUTH_TOKEN: token })).code).toBe(3)
  })

  it.each([
    ['a workspace that exists', ['workspace', 'add', 'acme'], 1, /already a workspace acme/],
    ['a name that cannot be one', ['workspace', 'add', 'No Spaces'], 2, /cannot name a workspace\. Expected/],
    ['a tenant that exists', ['tenant', 'add', 'contoso', '--workspace', 'acme'], 1, /already has a tenant contoso/],
    ['an address that is none', ['user', 'add', '--email', 'nobody'], 2, /not an e-mail address/],
    ['a member who is nobody', ['member', 'add', '--email', 'no@body.example', '--workspace', 'acme'], 2, /runtruth user add/],
    [
      'a capability that does not exist',
      ['token', 'create', '--name', 'x', '--workspace', 'acme', '--capabilities', 'root'],
      2,
      /"root" is not a capability/,
    ],
    [
      'a token of somebody who is no member',
      ['token', 'create', '--name', 'x', '--workspace', 'acme', '--user', 'hank@globex.example'],
      3,
      /no member of workspace acme/,
    ],
    ['a token that is not there', ['token', 'revoke', '999999', '--workspace', 'acme'], 3, /No such token here/],
  ])('refuses %s', async (_, args, code, sentence) => {
    const answer = await inside(args)
    expect(answer.code).toBe(code)
    expect(answer.stderr).toMatch(sentence)
  })

  it('a token gives nobody more than it holds, and adds no workspace', async () => {
    const token = await fixture.tokenWith(fixture.acme, {
      capabilities: ['operations.view', 'tokens.manage', 'members.manage'],
      tenants: ['contoso'],
    })
    const env = { RUNTRUTH_TOKEN: token }
    expect(await inside(['workspace', 'add', 'mine'], env)).toMatchObject({ code: 3 })
    expect(await inside(['token', 'create', '--name', 'x', '--capabilities', 'operations.raw', '--tenant', 'contoso'], env)).toMatchObject({
      code: 3,
    })
    expect(await inside(['token', 'create', '--name', 'x', '--capabilities', 'operations.view'], env)).toMatchObject({ code: 3 })
    expect(
      await inside(['token', 'create', '--name', 'x', '--capabilities', 'operations.view', '--tenant', 'fabrikam'], env),
    ).toMatchObject({ code: 3 })
    expect(await inside(['token', 'create', '--name', 'x', '--capabilities', 'operations.view', '--tenant', 'contoso'], env)).toMatchObject(
      { code: 0 },
    )
    expect(await inside(['member', 'add', '--email', 'dana@acme.example', '--role', 'owner', '--tenant', 'contoso'], env)).toMatchObject({
      code: 3,
    })
    expect(await inside(['doctor'], env)).toMatchObject({ code: 3 })
  })
})
