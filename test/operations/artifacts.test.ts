import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Tx } from '../../src/db/database.ts'
import {
  appendArtifact,
  ARTIFACT_CHUNK_BYTES,
  artifactContent,
  findArtifact,
  openArtifact,
  readArtifact,
} from '../../src/ledger/artifacts.ts'
import { finishRun } from '../../src/ledger/finishRun.ts'
import type { Scope } from '../../src/access/scope.ts'
import { insertRunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

const FILE = { fileName: 'report.json', mediaType: 'application/json' }

let fixture: Fixture
let scope: Scope
beforeAll(async () => {
  fixture = await createFixture()
  scope = await fixture.scope('acme')
})
afterAll(async () => await fixture.close())

async function inAcme<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return await fixture.db.inWorkspace(fixture.acme.id, work)
}

async function running() {
  const run = await insertRunHistory(fixture.owner, fixture.acme, { status: 'running' })
  return { runId: run.id, attempt: run.attempt, lease: run.lease ?? '' }
}

async function written(chunks: readonly string[]) {
  const at = await running()
  await inAcme(async (tx) => {
    await openArtifact(tx, scope, at, FILE)
    for (const [chunk, text] of chunks.entries()) await appendArtifact(tx, scope, at, chunk, Buffer.from(text))
  })
  return at
}

async function finished(chunks: readonly string[]) {
  const at = await written(chunks)
  await inAcme(async (tx) => await finishRun(tx, scope, at, { outcome: 'succeeded' }))
  return at.runId
}

async function content(runId: string): Promise<string> {
  const artifact = await inAcme(async (tx) => await readArtifact(tx, scope, runId))
  let text = ''
  for await (const chunk of artifactContent(fixture.db, scope, artifact)) text += Buffer.from(chunk).toString()
  return text
}

test('what was written is read back in order, and who took it is recorded', async () => {
  const runId = await finished(['{"a":', '1}', '\n'])
  expect(await inAcme(async (tx) => await findArtifact(tx, scope, runId))).toEqual({ runId, ...FILE, bytes: 8, chunks: 3 })
  expect(await content(runId)).toBe('{"a":1}\n')
  const { rows } = await fixture.owner.query(
    `select actor_name, data from runtruth.operation_events where run_id = $1 and kind = 'downloaded'`,
    [runId],
  )
  expect(rows).toEqual([{ actor_name: fixture.acme.owner.name, data: { fileName: 'report.json' } }])
})

test('a file begun again holds nothing of what was written before', async () => {
  const at = await written(['old ', 'rest'])
  await inAcme(async (tx) => {
    await openArtifact(tx, scope, at, FILE)
    await appendArtifact(tx, scope, at, 0, Buffer.from('new'))
    await finishRun(tx, scope, at, { outcome: 'succeeded' })
  })
  expect(await content(at.runId)).toBe('new')
})

test('an attempt that no longer runs writes nothing more', async () => {
  const at = await written(['kept'])
  await fixture.owner.query('update runtruth.operation_runs set attempt = attempt + 1 where id = $1', [at.runId])
  await expect(inAcme(async (tx) => await openArtifact(tx, scope, at, FILE))).rejects.toMatchObject({ code: 'stale_lease' })
  await expect(inAcme(async (tx) => await appendArtifact(tx, scope, at, 1, Buffer.from('x')))).rejects.toMatchObject({
    code: 'stale_lease',
  })
  const { rows } = await fixture.owner.query('select chunk from runtruth.artifact_chunks where run_id = $1', [at.runId])
  expect(rows).toEqual([{ chunk: 0 }])
})

test('a chunk larger than a mebibyte is refused', async () => {
  const at = await written([])
  const large = Buffer.alloc(ARTIFACT_CHUNK_BYTES + 1)
  await expect(inAcme(async (tx) => await appendArtifact(tx, scope, at, 0, large))).rejects.toMatchObject({ code: 'internal' })
})

test('half a file is not offered: a conflict while running, and after a failure', async () => {
  const at = await written(['half'])
  expect(await inAcme(async (tx) => await findArtifact(tx, scope, at.runId))).toBeUndefined()
  await expect(content(at.runId)).rejects.toMatchObject({ code: 'conflict' })
  await inAcme(async (tx) => await finishRun(tx, scope, at, { outcome: 'failed' }))
  await expect(content(at.runId)).rejects.toMatchObject({ code: 'conflict' })
})

test('out of reach, without a file, or without the capability there is nothing to read', async () => {
  const runId = await finished(['secret'])
  const none = (await running()).runId
  const globex = await fixture.scope('globex')
  const fabrikam = await fixture.scope('acme', { tenants: ['fabrikam'] })
  const blind = await fixture.scope('acme', { capabilities: ['operations.start'] })
  await expect(fixture.db.inWorkspace(fixture.globex.id, async (tx) => await readArtifact(tx, globex, runId))).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(inAcme(async (tx) => await readArtifact(tx, fabrikam, runId))).rejects.toMatchObject({ code: 'not_found' })
  await expect(inAcme(async (tx) => await readArtifact(tx, scope, none))).rejects.toMatchObject({ code: 'not_found' })
  await expect(inAcme(async (tx) => await readArtifact(tx, blind, runId))).rejects.toMatchObject({ code: 'forbidden' })
  const { rows } = await fixture.owner.query(`select 1 from runtruth.operation_events where run_id = $1 and kind = 'downloaded'`, [runId])
  expect(rows).toEqual([])
})

test('a file that retention takes while it is read does not end as if it were whole', async () => {
  const runId = await finished(['one', 'two'])
  const artifact = await inAcme(async (tx) => await readArtifact(tx, scope, runId))
  const reading = artifactContent(fixture.db, scope, artifact)
  expect((await reading.next()).done).toBe(false)
  await fixture.owner.query('delete from runtruth.operation_runs where id = $1', [runId])
  await expect(reading.next()).rejects.toMatchObject({ code: 'not_found' })
})
