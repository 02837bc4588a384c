import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../src/access/scope.ts'
import { blockRun } from '../../src/ledger/blockRun.ts'
import { failAttempt, handBack } from '../../src/ledger/endAttempt.ts'
import { finishRun } from '../../src/ledger/finishRun.ts'
import { markStarted, markStartedOnce } from '../../src/ledger/markStarted.ts'
import { reportPhase, reportProgress } from '../../src/ledger/reportProgress.ts'
import { retryRun } from '../../src/ledger/retryRun.ts'
import type { AttemptLease } from '../../src/ledger/run.ts'
import type { RunDraft } from '../../src/ledger/sql/insertRun.ts'
import { startRun } from '../../src/ledger/startRun.ts'
import type { Tx } from '../../src/db/database.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { draft, hash } from './draft.ts'

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

async function queued(overrides: Partial<RunDraft> = {}): Promise<string> {
  return (await inAcme(async (tx) => await startRun(tx, scope, draft(scope.principal, overrides)))).id
}

async function running(overrides: Partial<RunDraft> = {}): Promise<AttemptLease> {
  const runId = await queued(overrides)
  return await startAgain(runId)
}

async function startAgain(runId: string): Promise<AttemptLease> {
  const lease = randomUUID()
  const started = await inAcme(
    async (tx) => await markStarted(tx, scope, runId, { lease, worker: 'w', bootId: randomUUID(), heartbeatEveryMs: null }),
  )
  if (!started) throw new Error(`Run ${runId} did not start.`)
  return { runId, attempt: started.attempt, lease }
}

async function row(id: string): Promise<Record<string, unknown>> {
  const { rows } = await fixture.owner.query<Record<string, unknown>>('select * from runtruth.operation_runs where id = $1', [id])
  return rows[0] ?? {}
}

async function kinds(id: string): Promise<string[]> {
  const { rows } = await fixture.owner.query<{ kind: string }>('select kind from runtruth.operation_events where run_id = $1 order by id', [
    id,
  ])
  return rows.map(({ kind }) => kind)
}

async function notifications(id: string): Promise<string[]> {
  const { rows } = await fixture.owner.query<{ kind: string }>('select kind from runtruth.notifications where run_id = $1 order by id', [
    id,
  ])
  return rows.map(({ kind }) => kind)
}

test('of many workers that start the same run at once, one gets the lease', async () => {
  const runId = await queued()
  const holder = () => ({ lease: randomUUID(), worker: 'w', bootId: randomUUID(), heartbeatEveryMs: null })
  const started = await Promise.all(
    Array.from({ length: 20 }, async () => await inAcme(async (tx) => await markStarted(tx, scope, runId, holder()))),
  )
  expect(started.filter(Boolean)).toHaveLength(1)
  expect(await kinds(runId)).toEqual(['queued', 'started'])
})

test('a worker that asks twice with the same lease gets the same attempt; another lease is refused', async () => {
  const runId = await queued()
  const holder = { lease: randomUUID(), worker: 'curl', bootId: null, heartbeatEveryMs: 5_000 }
  const ask = async (lease: string) => await inAcme(async (tx) => await markStartedOnce(tx, scope, runId, { ...holder, lease }))
  expect(await ask(holder.lease)).toEqual({ attempt: 1, lease: holder.lease })
  expect(await ask(holder.lease)).toEqual({ attempt: 1, lease: holder.lease })
  await expect(ask(randomUUID())).rejects.toMatchObject({ code: 'conflict' })
})

test('progress and phase are accepted from the holder of the lease only', async () => {
  const at = await running()
  await inAcme(async (tx) => await reportProgress(tx, scope, at, { processed: 3, total: 10 }))
  await inAcme(async (tx) => await reportPhase(tx, scope, at, 'archive'))
  expect(await row(at.runId)).toMatchObject({ counts: { processed: 3, total: 10 }, phase: 'archive' })
  const stranger = { ...at, lease: randomUUID() }
  await expect(inAcme(async (tx) => await reportProgress(tx, scope, stranger, { processed: 4 }))).rejects.toMatchObject({
    code: 'stale_lease',
  })
  await expect(inAcme(async (tx) => await reportPhase(tx, scope, { ...at, attempt: 2 }, 'x'))).rejects.toMatchObject({
    code: 'stale_lease',
  })
  expect(await row(at.runId)).toMatchObject({ counts: { processed: 3, total: 10 }, phase: 'archive' })
})

test.each([
  { processed: -1 },
  { processed: 1.5 },
  { processed: '3' },
  { rows: 3 },
  [1],
  'many',
  { processed: Number.MAX_SAFE_INTEGER + 1 },
])('counts that are not whitelisted whole numbers are refused by name: %j', async (counts) => {
  const at = await running()
  await expect(inAcme(async (tx) => await reportProgress(tx, scope, at, counts))).rejects.toMatchObject({ code: 'invalid_input' })
  expect(await row(at.runId)).toMatchObject({ counts: null, last_progress_at: null })
})

test('the same end reported many times at once is one transition and one notification', async () => {
  const at = await running()
  const reports = await Promise.all(
    Array.from(
      { length: 10 },
      async () => await inAcme(async (tx) => await finishRun(tx, scope, at, { outcome: 'succeeded', counts: { processed: 5 } })),
    ),
  )
  expect(reports.filter(({ effect }) => effect === 'finished')).toHaveLength(1)
  expect(reports.filter(({ effect }) => effect === 'already_finished')).toHaveLength(9)
  expect(await kinds(at.runId)).toEqual(['queued', 'started', 'succeeded'])
  expect(await notifications(at.runId)).toEqual(['finished'])
})

test('an end under a lease that is no longer current is refused and changes nothing', async () => {
  const first = await running({ maxAttempts: 2 })
  await inAcme(async (tx) => await failAttempt(tx, scope, first, { code: 'x', message: 'x' }, null, 0))
  const second = await startAgain(first.runId)
  expect(second.attempt).toBe(2)
  await expect(inAcme(async (tx) => await finishRun(tx, scope, first, { outcome: 'succeeded' }))).rejects.toMatchObject({
    code: 'stale_lease',
  })
  expect(await row(first.runId)).toMatchObject({ status: 'running', outcome: 'pending', attempt: 2 })
})

test('no attempt starts beyond the declared maximum', async () => {
  const at = await running()
  await inAcme(async (tx) => await failAttempt(tx, scope, at, { code: 'x', message: 'x' }, null, 0))
  await expect(startAgain(at.runId)).rejects.toThrow('did not start')
})

test('handing back does not spend the attempt, and the lease of the stopped worker is worthless after it', async () => {
  const at = await running()
  expect(await inAcme(async (tx) => await handBack(tx, scope, at))).toBe(true)
  expect(await row(at.runId)).toMatchObject({ status: 'queued', attempt: 0, lease: null, started_at: null })
  const again = await startAgain(at.runId)
  expect(again.attempt).toBe(1)
  await expect(inAcme(async (tx) => await reportProgress(tx, scope, at, { processed: 1 }))).rejects.toMatchObject({ code: 'stale_lease' })
})

test('a new attempt starts its progress over', async () => {
  const at = await running({ maxAttempts: 2 })
  await inAcme(async (tx) => await reportProgress(tx, scope, at, { processed: 9 }))
  await inAcme(async (tx) => await failAttempt(tx, scope, at, { code: 'x', message: 'x' }, null, 0))
  await startAgain(at.runId)
  expect(await row(at.runId)).toMatchObject({ counts: null, phase: null, last_progress_at: null })
  expect((await row(at.runId))['restarted_at']).not.toBeNull()
})

test('refused at pick-up: blocked with its reason, without ever having started', async () => {
  const runId = await queued()
  await inAcme(async (tx) => await blockRun(tx, scope, runId, 0, { code: 'tenant_suspended', message: 'Tenant contoso is suspended.' }))
  expect(await row(runId)).toMatchObject({ status: 'completed', outcome: 'blocked', started_at: null })
  expect(await kinds(runId)).toEqual(['queued', 'blocked'])
})

test('a history names the attempt that was handed back, not the one before it', async () => {
  const at = await running()
  await inAcme(async (tx) => await handBack(tx, scope, at))
  const { rows } = await fixture.owner.query(`select kind, attempt from runtruth.operation_events where run_id = $1 order by id`, [
    at.runId,
  ])
  expect(rows).toEqual([
    { kind: 'queued', attempt: 0 },
    { kind: 'started', attempt: 1 },
    { kind: 'handed_back', attempt: 1 },
  ])
})

test('a retry is a new linked operation, once, and only where repeating is declared safe', async () => {
  const at = await running()
  const retry = async () => await inAcme(async (tx) => await retryRun(tx, scope, at.runId, () => undefined))
  await expect(retry()).rejects.toMatchObject({ code: 'conflict' })
  await inAcme(async (tx) => await finishRun(tx, scope, at, { outcome: 'failed', failure: { code: 'x', message: 'x' } }))
  const retries = await Promise.all(Array.from({ length: 10 }, retry))
  expect(retries.filter(({ created }) => created)).toHaveLength(1)
  expect(new Set(retries.map(({ id }) => id)).size).toBe(1)
  expect(await row(retries[0]?.id ?? '')).toMatchObject({ retry_of: at.runId, status: 'queued' })
  expect((await kinds(at.runId)).filter((kind) => kind === 'retried')).toHaveLength(1)

  const risky = await running({ policy: null })
  await inAcme(async (tx) => await finishRun(tx, scope, risky, { outcome: 'failed' }))
  await expect(inAcme(async (tx) => await retryRun(tx, scope, risky.runId, () => undefined))).rejects.toMatchObject({ code: 'conflict' })
})

test('a retry that succeeds answers what it repeats, also through retries that failed in between and without an identity', async () => {
  const first = await running()
  await inAcme(async (tx) => await finishRun(tx, scope, first, { outcome: 'failed' }))
  const retry = async (id: string) => (await inAcme(async (tx) => await retryRun(tx, scope, id, () => undefined))).id
  const second = await startAgain(await retry(first.runId))
  await inAcme(async (tx) => await finishRun(tx, scope, second, { outcome: 'failed' }))
  const bystander = await running()
  await inAcme(async (tx) => await finishRun(tx, scope, bystander, { outcome: 'failed' }))
  const third = await startAgain(await retry(second.runId))
  await inAcme(async (tx) => await finishRun(tx, scope, third, { outcome: 'succeeded' }))
  for (const id of [first.runId, second.runId]) expect(await row(id)).toMatchObject({ superseded_by: third.runId, outcome: 'failed' })
  expect(await row(bystander.runId)).toMatchObject({ superseded_by: null })
})

test('a later success of the same type, scope and identity answers earlier failures, and only those', async () => {
  const identityHash = hash('answered')
  const failed = await running({ identityHash })
  await inAcme(async (tx) => await finishRun(tx, scope, failed, { outcome: 'failed' }))
  const other = await running({ identityHash: hash('other') })
  await inAcme(async (tx) => await finishRun(tx, scope, other, { outcome: 'failed' }))
  const later = await running({ identityHash })
  await inAcme(async (tx) => await finishRun(tx, scope, later, { outcome: 'succeeded' }))
  expect(await row(failed.runId)).toMatchObject({ superseded_by: later.runId, outcome: 'failed' })
  expect(await row(other.runId)).toMatchObject({ superseded_by: null })
  expect(await kinds(failed.runId)).toContain('superseded')
})
