import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApi } from '../http/api.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { createTempDir, type TempDir } from '../support/tempDir.ts'
import { callInside } from './callCli.ts'

const INDEX = fileURLToPath(new URL('../../src/index.ts', import.meta.url))
const PG_BOSS = fileURLToPath(new URL('../../src/sources/pgBoss/index.ts', import.meta.url))

let fixture: Fixture
let directory: TempDir

beforeAll(async () => {
  fixture = await createFixture()
  directory = await createTempDir('sources')
  await writeFile(
    join(directory.path, 'runtruth.config.ts'),
    `import { defineConfig } from '${INDEX}'
import { pgBossSource } from '${PG_BOSS}'
export default defineConfig({
  operations: [],
  sources: [pgBossSource({
    name: 'mail', workspace: 'acme', connection: 'postgres://nobody@localhost/none',
    jobs: { '*': { workspace: 'acme', lifecycle: { queuedWindow: '10m', runningWindow: '30m' } } },
  })],
})`,
  )
}, 60_000)
afterAll(async () => {
  await fixture?.close()
  await directory?.remove()
})

/** The source as it stands in the ledger, followed and well; `but` says what is not. */
async function followed(but: { lookedAgo?: string; expiresAfterMs?: number; wanted?: boolean } = {}): Promise<void> {
  const look = { workers: {}, queues: { emails: { paused: null, liveWorkers: 1, next: [], expiresAfterMs: but.expiresAfterMs ?? null } } }
  await fixture.owner.query(
    `insert into runtruth.sources (name, kind, control, looked_at, look, discovery_wanted, discovered, discovery_began_at, discovery_ended_at)
     values ('mail', 'pg-boss', false, now() - $1::interval, $2::jsonb, $3, 12, now(), now())`,
    [but.lookedAgo ?? '0 s', JSON.stringify(look), but.wanted ?? false],
  )
}

beforeEach(async () => {
  await fixture.owner.query('delete from runtruth.sources')
})

async function call(...args: string[]) {
  return await callInside(args, { cwd: directory.path, env: { DATABASE_URL: fixture.url } })
}

async function findings(): Promise<{ state: string; summary: string; remedy: string | null }[]> {
  const { findings: all } = JSON.parse((await call('doctor', '--json')).stdout) as {
    findings: { check: string; state: string; summary: string; remedy: string | null }[]
  }
  return all.filter(({ check }) => check === 'sources')
}

async function refuse(key: string, reason: string): Promise<void> {
  await fixture.owner.query(
    `insert into runtruth.refused_jobs (source, queue_name, queue_job_id, queue_job_key, reason) values ('mail', 'emails', $1, $1, $2)`,
    [key, reason],
  )
}

describe('doctor', () => {
  it('has nothing to say against a source that is followed', async () => {
    await followed()
    expect((await findings()).map(({ state }) => state)).toEqual(['ok'])
  })

  it('a source that nobody has ever looked at, or not for long, is a problem whose remedy is a reconciler with its config', async () => {
    for (const [prepare, said] of [
      [async () => {}, /ever looked at/],
      [async () => await followed({ lookedAgo: '5 minutes' }), /last looked at 5 min ago; expected within 15 s/],
    ] as const) {
      await prepare()
      const [finding] = await findings()
      expect(finding).toMatchObject({
        state: 'problem',
        summary: expect.stringMatching(said),
        remedy: expect.stringContaining('runtruth reconcile'),
      })
    }
  })

  it('counts what was refused, with the reason most of it has', async () => {
    await followed()
    await refuse('1', 'There is no workspace "nowhere".')
    await refuse('2', 'There is no workspace "nowhere".')
    await refuse('3', 'The mapping names no workspace for it.')
    expect(await findings()).toContainEqual({
      check: 'sources',
      state: 'problem',
      summary: expect.stringMatching(/^3 jobs of the source mail were refused, most of them because: There is no workspace "nowhere"\.$/),
      remedy: expect.stringMatching(/mapping/),
    })
  })

  it('a queue that takes a job away inside the running window of its mapping is a problem; one that waits as long is not', async () => {
    await followed({ expiresAfterMs: 1_800_000 })
    expect((await findings()).map(({ state }) => state)).toEqual(['ok'])
    await fixture.owner.query('delete from runtruth.sources')
    await followed({ expiresAfterMs: 900_000 })
    expect(await findings()).toContainEqual(
      expect.objectContaining({ state: 'problem', summary: expect.stringMatching(/emails of mail takes a job away after 15 min.*30 min/) }),
    )
  })

  it('a catch-up that nobody has begun is noted', async () => {
    await followed({ wanted: true })
    expect(await findings()).toContainEqual(expect.objectContaining({ state: 'note', summary: expect.stringContaining('read whole') }))
  })
})

describe('sources', () => {
  it('one line for each, also for one that nobody has looked at', async () => {
    expect(JSON.parse((await call('sources', '--json')).stdout)).toMatchObject({
      sources: [{ name: 'mail', kind: 'pg-boss', followed: false, lookedAgoMs: null, open: 0, refused: 0 }],
    })
    await followed()
    await refuse('1', 'There is no workspace "nowhere".')
    const { code, stdout } = await call('sources')
    expect(code).toBe(0)
    expect(stdout).toMatch(/mail +pg-boss +\S.* ago +0 +1 +done, 12 jobs read +There is no workspace "nowhere"\./)
  })

  it('belongs to no workspace, so a token may not ask', async () => {
    const { code, stderr } = await callInside(['sources'], {
      cwd: directory.path,
      env: { DATABASE_URL: fixture.url, RUNTRUTH_TOKEN: fixture.acme.token },
    })
    expect(code).toBe(3)
    expect(stderr).toMatch(/operator/)
  })
})

it('metrics tell how long ago each source was looked at, and what it has refused', async () => {
  await followed({ lookedAgo: '5 minutes' })
  await refuse('1', 'There is no workspace "nowhere".')
  const { text } = await (await openApi(fixture.services)).ask('GET', '/metrics')
  expect(Number(/^runtruth_source_look_age_seconds\{source="mail"\} (\S+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(300)
  expect(text).toMatch(/^runtruth_source_refused_jobs\{source="mail"\} 1$/m)
})
