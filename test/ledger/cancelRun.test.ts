import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../src/access/scope.ts'
import type { Tx } from '../../src/db/database.ts'
import { cancelRun } from '../../src/ledger/cancelRun.ts'
import { finishRun } from '../../src/ledger/finishRun.ts'
import { markStarted } from '../../src/ledger/markStarted.ts'
import { reportProgress } from '../../src/ledger/reportProgress.ts'
import type { AttemptLease } from '../../src/ledger/run.ts'
import type { RunDraft } from '../../src/ledger/sql/insertRun.ts'
import { startPart } from '../../src/ledger/startPart.ts'
import { startRun } from '../../src/ledger/startRun.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { draft } from './draft.ts'

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

test('cancelling a queued operation ends it and withdraws its job; a running one is asked once', async () => {
  const withdrawn: string[] = []
  const withdraw = async (_tx: Tx, job: { id: string }) => {
    withdrawn.push(job.id)
  }
  const waiting = await queued()
  expect(await inAcme(async (tx) => await cancelRun(tx, scope, waiting, withdraw))).toBe('cancelled')
  expect(withdrawn).toEqual([waiting])
  const at = await running()
  expect(await inAcme(async (tx) => await cancelRun(tx, scope, at.runId, withdraw))).toBe('requested')
  expect(await inAcme(async (tx) => await cancelRun(tx, scope, at.runId, withdraw))).toBe('already_requested')
  expect(await kinds(at.runId)).toEqual(['queued', 'started', 'cancel_requested'])
  expect(await inAcme(async (tx) => await reportProgress(tx, scope, at, {}))).toEqual({ cancelRequested: true })
  await inAcme(async (tx) => await finishRun(tx, scope, at, { outcome: 'cancelled' }))
  await expect(inAcme(async (tx) => await cancelRun(tx, scope, at.runId, withdraw))).rejects.toMatchObject({ code: 'conflict' })
})

test('cancelling an operation cancels its open parts', async () => {
  const parent = await running()
  const part = await queued({ parentId: parent.runId, partKey: 'a' })
  await inAcme(async (tx) => await cancelRun(tx, scope, parent.runId, async () => {}))
  expect(await row(part)).toMatchObject({ status: 'completed', outcome: 'cancelled' })
})

test('whoever may cancel an operation cancels all of it, also a part of a tenant that is out of their own reach', async () => {
  const { tenants } = fixture.acme
  const parent = await running({ tenantId: tenants['contoso'] ?? 0 })
  const part = await queued({ tenantId: tenants['fabrikam'] ?? 0, parentId: parent.runId, partKey: 'elsewhere' })
  const nearby = await fixture.scope('acme', { tenants: ['contoso'] })
  expect(await inAcme(async (tx) => await cancelRun(tx, nearby, parent.runId, async () => {}))).toBe('requested')
  expect(await row(part)).toMatchObject({ outcome: 'cancelled' })
  await expect(inAcme(async (tx) => await cancelRun(tx, nearby, part, async () => {}))).rejects.toMatchObject({ code: 'not_found' })
})

test('an operation that was asked to cancel starts no further part, which nobody would cancel any more', async () => {
  const parent = await running()
  const startIt = async () =>
    await inAcme(async (tx) => {
      const { id } = await startRun(tx, scope, draft(scope.principal, { parentId: parent.runId, partKey: randomUUID() }))
      await startPart(tx, scope, parent, { id, type: 'inventory.sync', key: 'late' })
      return id
    })
  const early = await startIt()
  await inAcme(async (tx) => await cancelRun(tx, scope, parent.runId, async () => {}))
  await expect(startIt()).rejects.toMatchObject({ code: 'conflict', detail: { cancelRequested: true } })
  const { rows } = await fixture.owner.query('select id, outcome from runtruth.operation_runs where parent_id = $1', [parent.runId])
  expect(rows).toEqual([{ id: early, outcome: 'cancelled' }])
})
