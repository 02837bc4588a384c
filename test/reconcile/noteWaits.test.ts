import { afterAll, beforeAll, expect, test } from 'vitest'
import { noteWaits } from '../../src/reconcile/noteWaits.ts'
import { insertRunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { createHarness, type Harness } from './harness.ts'

let fixture: Fixture
let harness: Harness
beforeAll(async () => {
  fixture = await createFixture()
  harness = await createHarness(fixture)
})
afterAll(async () => await harness.close())

test('why operations wait is noted once, and of one that somebody else writes to just now the next time', async () => {
  const [first, second] = [
    await insertRunHistory(fixture.owner, fixture.acme, { createdAgoMs: 10_000 }),
    await insertRunHistory(fixture.owner, fixture.acme, { createdAgoMs: 10_000 }),
  ]
  const writer = await fixture.owner.connect()
  await writer.query('begin')
  await writer.query('select 1 from runtruth.operation_runs where id = $1 for update', [first.id])
  await noteWaits(fixture.services)
  expect([await harness.events(first.id), await harness.events(second.id)]).toEqual([['queued'], ['queued', 'waiting']])
  await writer.query('commit')
  writer.release()
  for (let turn = 0; turn < 2; turn += 1) await noteWaits(fixture.services)
  expect([await harness.events(first.id), await harness.events(second.id)]).toEqual([
    ['queued', 'waiting'],
    ['queued', 'waiting'],
  ])
})
