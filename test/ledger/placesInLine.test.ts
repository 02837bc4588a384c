import { afterAll, beforeAll, expect, it } from 'vitest'
import { readList } from '../../src/ledger/readList.ts'
import { defineOperation } from '../../src/work/defineOperation.ts'
import { startOperation } from '../../src/work/startOperation.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

const PLACES_TOLD = 200
const IN_THE_LONG_LINE = 206

const long = defineOperation({ type: 'long.line', label: 'Long line', run: async () => await Promise.resolve() })
const short = defineOperation({ type: 'short.line', label: 'Short line', run: async () => await Promise.resolve() })

interface Waiting {
  readonly id: string
  readonly name: string
  readonly priority: number
  readonly createdMs: number
}

let fixture: Fixture
let waiting: Waiting[]

beforeAll(async () => {
  fixture = await createFixture({ operations: [long, short] })
  const place = await fixture.place('acme')
  const scope = await fixture.scope('acme')
  for (let made = 0; made < IN_THE_LONG_LINE; made += 1) await startOperation(fixture.services, place, scope, { type: 'long.line' })
  for (let made = 0; made < 3; made += 1) await startOperation(fixture.services, place, scope, { type: 'short.line' })
  // Every two came at the same time, and the newest is more urgent than all before it.
  await fixture.owner.query(`
    update runtruth_queue.job j set created_on = now() - interval '1 hour' + (r.nth / 2) * interval '1 second',
      priority = case when r.nth = ${IN_THE_LONG_LINE} then 5 else 0 end
    from (select r.queue_job_id, row_number() over (order by r.id) as nth from runtruth.operation_runs r) r
    where j.id::text = r.queue_job_id`)
  const { rows } = await fixture.owner.query<Waiting>(`
    select r.id, j.name, j.priority, (extract(epoch from j.created_on) * 1000)::float8 as "createdMs"
    from runtruth.operation_runs r join runtruth_queue.job j on j.id::text = r.queue_job_id and j.name = r.queue_name`)
  waiting = rows
})
afterAll(async () => await fixture.close())

function ahead(of: Waiting): number | null {
  const before = waiting.filter(
    ({ name, priority, createdMs }) =>
      name === of.name && (priority > of.priority || (priority === of.priority && createdMs < of.createdMs)),
  ).length
  return before < PLACES_TOLD ? before : null
}

it('every place near the head of its line is told, the same to those who came together, and none further back', async () => {
  expect(waiting).toHaveLength(IN_THE_LONG_LINE + 3)
  const scope = await fixture.scope('acme')
  const observation = await fixture.services.observer.observeNow()
  const told = new Map<string, number | null | undefined>()
  for (let before: string | null | undefined; before !== null;) {
    const page = { limit: 50, ...(before === undefined ? {} : { before }) }
    const list = await readList(fixture.db, scope, observation, {}, page)
    for (const { run, facts } of list.runs) told.set(run.id, facts.queue?.ahead)
    before = list.next
  }
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(waiting.map((one) => [one.id, ahead(one)])))
  expect([...told.values()].filter((place) => place === null).length).toBeGreaterThan(0)
})
