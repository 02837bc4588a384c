import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTempDir, type TempDir } from '../support/tempDir.ts'
import { createTestDatabase, type TestDatabase } from '../support/testDatabase.ts'
import { callInside, isOneSentence } from './callCli.ts'

let empty: TestDatabase
let migrated: TestDatabase
let scratch: TempDir

beforeAll(async () => {
  empty = await createTestDatabase({ template: 'template1' })
  migrated = await createTestDatabase()
  scratch = await createTempDir('failures')
  const files = {
    'throws.ts': `throw new Error('The moon is full')`,
    'nothing.ts': `export const operations = []`,
    'odd.ts': `export default { operations: [{ name: 'not one' }] }`,
    'broken.ts': `export default {`,
    file: '',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(scratch.path, name), text)
}, 60_000)
afterAll(async () => {
  await empty?.drop()
  await migrated?.drop()
  await scratch?.remove()
})

async function failing(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const answer = await callInside(args, { cwd: scratch.path, env })
  expect(answer.code).toBe(1)
  expect(isOneSentence(answer), answer.stderr).toBe(true)
  expect(answer.stdout).toBe('')
  expect(answer.stderr).not.toContain('hush')
  return answer.stderr
}

describe('each way of not getting started ends in one sentence that says what to do', () => {
  it.each([['serve'], ['work'], ['reconcile'], ['list'], ['show', '1'], ['run', 'ledger.verify']])(
    '%s on a database without the schema',
    async (...args) => {
      expect(await failing(args, { DATABASE_URL: empty.url })).toContain('Run: runtruth migrate')
    },
  )

  it('a database that cannot be reached', async () => {
    for (const command of ['list', 'migrate', 'start', 'doctor']) {
      expect(await failing([command], { DATABASE_URL: 'postgres://u:hush@127.0.0.1:1/d', RUNTRUTH_DATA_DIR: scratch.path })).toMatch(
        /cannot be reached.*Check DATABASE_URL/,
      )
    }
  })

  it('a DATABASE_URL that is none', async () => {
    expect(await failing(['start'], { DATABASE_URL: 'mysql://u:hush@h/d' })).toContain(
      'DATABASE_URL is not a PostgreSQL address. Expected postgres://',
    )
  })

  it('no database at all', async () => {
    expect(await failing(['list'])).toMatch(/No database: .*`runtruth start`.*DATABASE_URL/)
  })

  it('a data directory that cannot be written', async () => {
    expect(await failing(['start', '--port', '0'], { RUNTRUTH_DATA_DIR: join(scratch.path, 'file', 'data') })).toMatch(
      /cannot be written.*RUNTRUTH_DATA_DIR/,
    )
  })

  it('a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? String(address.port) : ''
    try {
      expect(await failing(['serve', '--port', port], { DATABASE_URL: migrated.url, LOG_LEVEL: 'silent' })).toMatch(
        new RegExp(`Port ${port} on 127.0.0.1 is in use.*--port`),
      )
      const env = { DATABASE_URL: migrated.url, RUNTRUTH_DATA_DIR: join(scratch.path, 'data'), PORT: port }
      expect(await failing(['start'], env)).toMatch(/is in use/)
    } finally {
      server.close()
      await once(server, 'close')
    }
  })

  it.each([
    ['missing.ts', /There is no config file .*missing\.ts\. Check --config/],
    ['throws.ts', /throws\.ts could not be loaded: The moon is full\./],
    ['broken.ts', /broken\.ts could not be loaded: /],
    ['nothing.ts', /nothing\.ts has no default export\. Expected: export default defineConfig/],
    ['odd.ts', /odd\.ts has an operation that was not made by defineOperation, at place 1/],
  ])('a config file like %s', async (name, sentence) => {
    expect(await failing(['start', '--config', name])).toMatch(sentence)
    expect(await failing(['work', '--config', name], { DATABASE_URL: migrated.url })).toMatch(sentence)
  })

  it('a type that --types names and nobody defines is a usage error', async () => {
    const answer = await callInside(['work', '--types', 'no.such'], {
      cwd: scratch.path,
      env: { DATABASE_URL: migrated.url, LOG_LEVEL: 'silent' },
    })
    expect(answer).toMatchObject({ code: 2, stderr: expect.stringContaining('no.such') })
  })
})

describe('migrate', () => {
  it('brings an empty database up to date, says what it did, and has nothing to do the second time', async () => {
    const first = await callInside(['migrate', '--json'], { env: { DATABASE_URL: empty.url } })
    expect(JSON.parse(first.stdout)).toMatchObject({ applied: expect.arrayContaining(['000001_ledger']) })
    const second = await callInside(['migrate'], { env: { DATABASE_URL: empty.url } })
    expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Nothing to do/) })
  })
})
