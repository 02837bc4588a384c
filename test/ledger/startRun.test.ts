import { afterAll, beforeAll, expect, test } from 'vitest'
import { blockRun } from '../../src/ledger/blockRun.ts'
import type { RunDraft } from '../../src/ledger/sql/insertRun.ts'
import { startRun } from '../../src/ledger/startRun.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { draft, hash } from './draft.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(async () => await fixture.close())

async function start(overrides: Partial<RunDraft>) {
  const scope = await fixture.scope('acme')
  return await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await startRun(tx, scope, draft(scope.principal, overrides)))
}

async function end(id: string): Promise<void> {
  const scope = await fixture.scope('acme')
  await fixture.db.inWorkspace(
    fixture.acme.id,
    async (tx) => await blockRun(tx, scope, id, 0, { code: 'test', message: 'Ended by the test.' }),
  )
}

test('fifty identical starts at once make one operation and forty-nine answers with its id', async () => {
  const started = await Promise.all(Array.from({ length: 50 }, async () => await start({ identityHash: hash('same') })))
  expect(started.filter(({ created }) => created)).toHaveLength(1)
  expect(new Set(started.map(({ id }) => id)).size).toBe(1)
  const { rows } = await fixture.owner.query(`select count(*)::int as events from runtruth.operation_events where run_id = $1`, [
    started[0]?.id,
  ])
  expect(rows).toEqual([{ events: 1 }])
})

test('an identity is free again once its operation has ended', async () => {
  const first = await start({ identityHash: hash('again') })
  await end(first.id)
  const second = await start({ identityHash: hash('again') })
  expect(second).toMatchObject({ created: true })
  expect(second.id).not.toBe(first.id)
})

test('the same identity in another tenant, type or workspace is another operation', async () => {
  const contoso = fixture.acme.tenants['contoso'] ?? 0
  const fabrikam = fixture.acme.tenants['fabrikam'] ?? 0
  const identityHash = hash('elsewhere')
  const ids = [
    await start({ identityHash, tenantId: contoso }),
    await start({ identityHash, tenantId: fabrikam }),
    await start({ identityHash }),
    await start({ identityHash, type: 'inventory.other' }),
  ]
  expect(ids.every(({ created }) => created)).toBe(true)
})

test('an idempotency key answers with its operation even after it has ended, and refuses another request', async () => {
  const first = await start({ idempotencyKey: 'k1', requestHash: hash('a') })
  await end(first.id)
  expect(await start({ idempotencyKey: 'k1', requestHash: hash('a') })).toEqual({ id: first.id, created: false })
  await expect(start({ idempotencyKey: 'k1', requestHash: hash('b') })).rejects.toMatchObject({ code: 'conflict' })
})

test('a key used for a tenant out of reach is refused without naming the operation it stands for', async () => {
  const { tenants } = fixture.acme
  await start({ tenantId: tenants['fabrikam'] ?? 0, idempotencyKey: 'elsewhere', requestHash: hash('fabrikam') })
  const nearby = await fixture.scope('acme', { tenants: ['contoso'] })
  const request = draft(nearby.principal, { tenantId: tenants['contoso'] ?? 0, idempotencyKey: 'elsewhere', requestHash: hash('contoso') })
  const refused = fixture.db.inWorkspace(fixture.acme.id, async (tx) => await startRun(tx, nearby, request))
  await expect(refused).rejects.toMatchObject({ code: 'conflict', message: expect.not.stringMatching(/operation \d/), detail: {} })
})

test('an exclusive type is busy in its scope while one is active, whatever its identity', async () => {
  const first = await start({ type: 'backup.full', exclusive: true, identityHash: hash('x') })
  expect(await start({ type: 'backup.full', exclusive: true, identityHash: hash('x') })).toEqual({ id: first.id, created: false })
  await expect(start({ type: 'backup.full', exclusive: true, identityHash: hash('y') })).rejects.toMatchObject({
    code: 'scope_busy',
    detail: { id: first.id },
  })
})

test('a schedule minute never doubles, not even after its operation has ended', async () => {
  const first = await start({ scheduleKey: 'inventory.sync@2026-11-23T03:00Z' })
  await end(first.id)
  expect(await start({ scheduleKey: 'inventory.sync@2026-11-23T03:00Z' })).toEqual({ id: first.id, created: false })
})

test('a tenant out of reach is refused as if it did not exist', async () => {
  const scope = await fixture.scope('acme', { tenants: ['contoso'] })
  const attempt = fixture.db.inWorkspace(
    fixture.acme.id,
    async (tx) => await startRun(tx, scope, draft(scope.principal, { tenantId: fixture.acme.tenants['fabrikam'] ?? 0 })),
  )
  await expect(attempt).rejects.toMatchObject({ code: 'not_found' })
})

test('the capability its type requires is asked for at the start', async () => {
  const scope = await fixture.scope('acme', { capabilities: ['operations.view'] })
  const attempt = fixture.db.inWorkspace(fixture.acme.id, async (tx) => await startRun(tx, scope, draft(scope.principal)))
  await expect(attempt).rejects.toMatchObject({ code: 'forbidden' })
})
