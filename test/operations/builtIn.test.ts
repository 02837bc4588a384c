import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { artifactContent, readArtifact } from '../../src/ledger/artifacts.ts'
import type { WireOperation } from '../../src/ledger/wire.ts'
import { insertEventHistory, insertRunHistory, type RunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { runOperation } from './runOperation.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(async () => await fixture.close())
beforeEach(async () => {
  await fixture.owner.query('truncate runtruth.operation_runs, runtruth.outcome_counts cascade')
})

const DAY_MS = 86_400_000

async function fileOf(runId: string): Promise<{ fileName: string; text: string }> {
  const scope = await fixture.scope('acme')
  const artifact = await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await readArtifact(tx, scope, runId))
  const chunks: Uint8Array[] = []
  for await (const chunk of artifactContent(fixture.db, scope, artifact)) chunks.push(chunk)
  return { fileName: artifact.fileName, text: Buffer.concat(chunks).toString('utf8') }
}

async function histories(count: number, history: RunHistory): Promise<string[]> {
  const all = Array.from({ length: count }, async () => (await insertRunHistory(fixture.owner, fixture.acme, history)).id)
  return (await Promise.all(all)).toSorted((a, b) => Number(a) - Number(b))
}

/** Completed as the ledger would have left it: with the event of its end. */
async function settled(count: number, history: RunHistory): Promise<string[]> {
  const ids = await histories(count, { status: 'completed', ...history })
  await insertEventHistory(fixture.owner, ids, 'its outcome')
  return ids
}

test('ledger.export writes every operation of the workspace, and of nobody else, in the shape of the API', async () => {
  const ids = await histories(1_203, { tenant: 'contoso' })
  ids.push(...(await histories(3, { tenant: 'fabrikam', status: 'completed', outcome: 'failed' })))
  await insertRunHistory(fixture.owner, fixture.globex)
  const ran = await runOperation(fixture, 'acme', { type: 'ledger.export' })
  const { fileName, text } = await fileOf(ran.id)
  expect(fileName).toBe(`acme-operations-${ran.id}.ndjson`)
  // Each line is what this very program wrote.
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as WireOperation)
  expect(lines.map(({ id }) => Number(id))).toEqual([...ids, ran.id].map(Number).toSorted((a, b) => b - a))
  expect(lines.every(({ workspace, verdict }) => workspace === 'acme' && verdict.headline !== '')).toBe(true)
  expect(ran.counts).toEqual({ processed: ids.length + 1, total: ids.length + 1, bytes: Buffer.byteLength(text) })
  for (const { processed, total } of ran.reported) expect(processed).toBeLessThanOrEqual(total ?? 0)
})

test('ledger.export of a tenant holds that tenant only, and keeps to its time span', async () => {
  const wanted = await histories(2, { tenant: 'contoso', createdAgoMs: 2 * DAY_MS })
  await histories(2, { tenant: 'contoso', createdAgoMs: 9 * DAY_MS })
  await histories(2, { tenant: 'fabrikam', createdAgoMs: 2 * DAY_MS })
  const { rows } = await fixture.owner.query<{ from: Date; to: Date }>(
    `select now() - interval '3 days' as from, now() - interval '1 day' as to`,
  )
  const input = { from: rows[0]!.from.toISOString(), to: rows[0]!.to.toISOString() }
  const ran = await runOperation(fixture, 'acme', { type: 'ledger.export', tenant: 'contoso', input })
  const { text } = await fileOf(ran.id)
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => String(JSON.parse(line).id))
      .toSorted(),
  ).toEqual(wanted.toSorted())
})

test('ledger.export as CSV disarms formulas and keeps every value in its cell', async () => {
  await histories(1, {
    label: '=HYPERLINK("http://x.example","Click, me")',
    initiator: { kind: 'user', id: '7', name: '@SUM(1,2)\nsecond line' },
  })
  const ran = await runOperation(fixture, 'acme', { type: 'ledger.export', input: { format: 'csv' } })
  const { text, fileName } = await fileOf(ran.id)
  expect(fileName).toMatch(/\.csv$/)
  expect(text).toContain(`"'=HYPERLINK(""http://x.example"",""Click, me"")"`)
  expect(text).toContain(`"'@SUM(1,2)\nsecond line"`)
  const header = text.slice(0, text.indexOf('\r\n')).split(',')
  expect(header).toContain('headline')
  expect(text.split('\r\n')).toHaveLength(4)
})

test('ledger.export of a file larger than a chunk comes back whole', async () => {
  await histories(600, { input: {}, label: 'x'.repeat(2_000) })
  const ran = await runOperation(fixture, 'acme', { type: 'ledger.export' })
  const { text } = await fileOf(ran.id)
  expect(Buffer.byteLength(text)).toBeGreaterThan(1024 * 1024)
  expect(text.trimEnd().split('\n')).toHaveLength(601)
  const { rows } = await fixture.owner.query(
    'select max(octet_length(content)) as largest from runtruth.artifact_chunks where run_id = $1',
    [ran.id],
  )
  expect(rows).toEqual([{ largest: 1024 * 1024 }])
})

test('ledger.prune removes what is past retention, batch by batch, and nothing else', async () => {
  await settled(2_100, { completedAgoMs: 100 * DAY_MS, createdAgoMs: 100 * DAY_MS })
  const recent = await settled(3, { completedAgoMs: 10 * DAY_MS })
  const open = await histories(2, { createdAgoMs: 200 * DAY_MS })
  const ran = await runOperation(fixture, 'acme', { type: 'ledger.prune' })
  expect(ran.counts).toEqual({ deleted: 2_100 })
  expect(ran.phases).toEqual(['Reading the retention', 'Removing what ended more than 90 days ago'])
  const { rows } = await fixture.owner.query<{ id: string }>('select id from runtruth.operation_runs')
  expect(rows.map(({ id }) => id).toSorted()).toEqual([...recent, ...open, ran.id].toSorted())
})

test('ledger.prune stops between two batches when it is asked to', async () => {
  await settled(2_100, { completedAgoMs: 100 * DAY_MS, createdAgoMs: 100 * DAY_MS })
  const stop = new AbortController()
  const cancelled = runOperation(fixture, 'acme', {
    type: 'ledger.prune',
    signal: stop.signal,
    onProgress: () => stop.abort(new DOMException('cancelled', 'AbortError')),
  })
  await expect(cancelled).rejects.toThrow('cancelled')
  const { rows } = await fixture.owner.query(`select count(*)::integer as left from runtruth.operation_runs where status = 'completed'`)
  expect(rows).toEqual([{ left: 1_100 }])
})

test('ledger.verify finds nothing wrong with a ledger that only its verbs have written', async () => {
  await settled(20, { outcome: 'failed' })
  for (const tenant of ['contoso', 'fabrikam']) await runOperation(fixture, 'acme', { type: 'report.part', tenant })
  const ran = await runOperation(fixture, 'acme', { type: 'ledger.verify' })
  expect(ran).toMatchObject({ outcome: 'succeeded', counts: { processed: 23, total: 23, failed: 0 } })
  await expect(fileOf(ran.id)).rejects.toMatchObject({ code: 'not_found' })
})

test('ledger.verify names what is wrong, operation by operation, in a file', async () => {
  const [noEnd, twoEnds, badAnswer] = (await settled(3, { outcome: 'failed' })) as [string, string, string]
  const open = (await histories(1, {}))[0]!
  const { owner } = fixture
  await owner.query(`delete from runtruth.operation_events where run_id = $1 and kind = 'failed'`, [noEnd])
  await insertEventHistory(owner, [twoEnds], 'reconciled')
  await owner.query('update runtruth.operation_runs set superseded_by = $2 where id = $1', [badAnswer, open])
  await insertEventHistory(owner, [open], 'succeeded')
  await insertEventHistory(owner, [open], 'queued')
  await owner.query(
    `update runtruth.outcome_counts set runs = runs + 1 where outcome = 'failed' and shard = (select min(shard) from runtruth.outcome_counts where outcome = 'failed')`,
  )

  const ran = await runOperation(fixture, 'acme', { type: 'ledger.verify' })
  expect(ran).toMatchObject({ outcome: 'partially_succeeded', counts: { processed: 5, failed: 6 } })
  const { text } = await fileOf(ran.id)
  const found = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { finding: string; operation?: string })
  expect(found.map(({ finding, operation }) => [operation ?? null, finding])).toEqual([
    [noEnd, 'end_event_missing'],
    [twoEnds, 'end_event_doubled'],
    [badAnswer, 'answer_does_not_hold'],
    [open, 'queued_event_missing'],
    [open, 'end_event_while_open'],
    [null, 'outcome_counts_differ'],
  ])
})

test('report.compose puts one part per operable tenant together', async () => {
  await settled(4, { tenant: 'contoso', createdAgoMs: 70_000, startedAgoMs: 60_000, completedAgoMs: 30_000 })
  await settled(2, { tenant: 'fabrikam', outcome: 'failed' })
  await settled(5, { tenant: 'fabrikam', completedAgoMs: 40 * DAY_MS, createdAgoMs: 41 * DAY_MS, startedAgoMs: 41 * DAY_MS })
  const ran = await runOperation(fixture, 'acme', { type: 'report.compose' })
  expect(ran).toMatchObject({ outcome: 'succeeded', counts: { total: 2, succeeded: 2, failed: 0 } })
  const report = JSON.parse((await fileOf(ran.id)).text)
  expect(report).toMatchObject({
    workspace: 'acme',
    days: 30,
    tenants: [{ tenant: 'contoso', outcome: 'succeeded' }, { tenant: 'fabrikam' }],
  })
  expect(report.totals).toContainEqual(expect.objectContaining({ type: 'inventory.sync', succeeded: 4, failed: 2 }))
  expect(report.tenants[0].types).toContainEqual(expect.objectContaining({ type: 'inventory.sync', p50Ms: 30_000, p95Ms: 30_000 }))
  expect(report.tenants[1].types).toContainEqual(expect.objectContaining({ type: 'inventory.sync', p50Ms: null }))
  const { rows } = await fixture.owner.query(`select tenant_id from runtruth.operation_runs where parent_id = $1 order by 1`, [ran.id])
  expect(rows).toHaveLength(2)
})

test('report.compose leaves a suspended tenant out', async () => {
  await fixture.owner.query(`update runtruth.tenants set state = 'suspended' where slug = 'fabrikam'`)
  try {
    const ran = await runOperation(fixture, 'acme', { type: 'report.compose' })
    expect(ran.counts).toMatchObject({ total: 1, succeeded: 1 })
  } finally {
    await fixture.owner.query(`update runtruth.tenants set state = 'operable' where slug = 'fabrikam'`)
  }
})
