import { afterAll, beforeAll, expect, test } from 'vitest'
import { countRuns } from '../../src/ledger/countRuns.ts'
import type { RunFilters } from '../../src/ledger/filters.ts'
import { listRuns } from '../../src/ledger/listRuns.ts'
import { insertRunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(async () => await fixture.close())

const MINUTE = 60_000

async function list(filters: RunFilters): Promise<string[]> {
  const scope = await fixture.scope('acme')
  const observation = await fixture.services.observer.observeNow()
  const { runs } = await fixture.db.inWorkspace(
    fixture.acme.id,
    async (tx) => await listRuns(tx, scope, observation, filters, { limit: 200 }),
  )
  return runs.map(({ run }) => run.id)
}

async function count(since?: Date, tenant?: string) {
  const scope = await fixture.scope('acme')
  const observation = await fixture.services.observer.observeNow()
  const tenantId = tenant === undefined ? null : (fixture.acme.tenants[tenant] ?? null)
  return await fixture.db.inWorkspace(fixture.acme.id, async (tx) => await countRuns(tx, scope, observation, tenantId, since))
}

async function ended(outcome: 'succeeded' | 'failed', completedAgoMs: number, tenant = 'contoso'): Promise<string> {
  const times = { createdAgoMs: 300 * MINUTE, startedAgoMs: 290 * MINUTE, completedAgoMs }
  return (await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed', outcome, tenant, ...times })).id
}

test('what ended since an instant is counted by outcome, and the list finds exactly those', async () => {
  const endedSince = new Date(Date.now() - 200 * MINUTE)
  await ended('succeeded', 250 * MINUTE)
  const long_ago_begun = await ended('succeeded', 100 * MINUTE)
  const just_now = await ended('succeeded', MINUTE)
  const failed = await ended('failed', MINUTE, 'fabrikam')
  await insertRunHistory(fixture.owner, fixture.acme)
  const none = { pending: 0, partially_succeeded: 0, blocked: 0, cancelled: 0 }
  expect((await count(endedSince)).endedSince).toEqual({ at: endedSince, outcome: { ...none, succeeded: 2, failed: 1 } })
  expect((await count(endedSince, 'fabrikam')).endedSince).toEqual({ at: endedSince, outcome: { ...none, succeeded: 0, failed: 1 } })
  expect(await list({ endedSince, outcome: 'succeeded' })).toEqual([just_now, long_ago_begun])
  expect(await list({ endedSince })).toEqual([failed, just_now, long_ago_begun])
  expect((await count()).endedSince).toBeUndefined()
})

test('active is queued or running', async () => {
  const queued = (await insertRunHistory(fixture.owner, fixture.acme)).id
  const running = (await insertRunHistory(fixture.owner, fixture.acme, { status: 'running' })).id
  const active = await list({ status: 'active' })
  expect(active.slice(0, 2)).toEqual([running, queued])
  expect(active.toSorted()).toEqual([...(await list({ status: 'queued' })), ...(await list({ status: 'running' }))].toSorted())
})
