import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { cancelRun } from '../../src/ledger/cancelRun.ts'
import { defineOperation, type PartResult } from '../../src/work/defineOperation.ts'
import { createBench, createGate, until, type WorkBench } from './support.ts'

const results = new Map<string, PartResult[]>()
const stuck = createGate()
let siblingsAtOnce = 0
let mostAtOnce = 0

const operations = [
  defineOperation({
    type: 'test.part',
    label: 'Part',
    input: z.object({ fail: z.boolean().default(false) }),
    run: async ({ input }) => {
      siblingsAtOnce += 1
      mostAtOnce = Math.max(mostAtOnce, siblingsAtOnce)
      await new Promise((resolve) => setImmediate(resolve))
      siblingsAtOnce -= 1
      if (input.fail) throw new Error('part failed')
      return { counts: { processed: 1 } }
    },
  }),
  defineOperation({
    type: 'test.whole',
    label: 'Whole',
    run: async ({ child, operationId }) => {
      const parts = await Promise.all(['a', 'b', 'c'].map(async (key) => await child('test.part', { key, input: { fail: key === 'c' } })))
      results.set(operationId, parts)
    },
  }),
  defineOperation({
    type: 'test.nested',
    label: 'Nested',
    run: async ({ child, operationId }) => {
      results.set(operationId, [await child('test.whole', { key: 'inner', tenant: 'fabrikam' })])
    },
  }),
  defineOperation({
    type: 'test.again',
    label: 'Again',
    attempts: { max: 2 },
    run: async ({ child, operationId, attempt }) => {
      const part = await child('test.part', { key: 'only', input: {} })
      results.set(`${operationId}/${attempt}`, [part])
      if (attempt === 1) throw new Error('after the part')
    },
  }),
  defineOperation({ type: 'test.stuck', label: 'Stuck', run: async ({ signal }) => await stuck.pass(signal) }),
  defineOperation({
    type: 'test.waits-for-stuck',
    label: 'Waits',
    run: async ({ child }) => {
      await child('test.stuck', { key: 'only' })
    },
  }),
  defineOperation({
    type: 'test.forbidden-part',
    label: 'Forbidden part',
    run: async ({ child }) => {
      await child('test.privileged', { key: 'only' })
    },
  }),
  defineOperation({ type: 'test.privileged', label: 'Privileged', requires: 'members.manage', run: async () => {} }),
]

let bench: WorkBench

beforeAll(async () => {
  bench = await createBench(operations)
  // One place only: an operation that occupied it while it waits for its parts would wait for ever.
  await bench.worker({ concurrency: 1 })
})
afterAll(async () => await bench.close())

describe('an operation made of parts', () => {
  it('starts them, is marked as composite, waits for all of them and sees how each ended', async () => {
    const id = await bench.start({ type: 'test.whole', tenant: 'contoso' })
    const run = await bench.ended(id)
    expect(run).toMatchObject({ outcome: 'succeeded', composite: true })
    expect(results.get(id)?.map((part) => part.outcome)).toEqual(['succeeded', 'succeeded', 'failed'])
    expect(results.get(id)?.[0]?.counts).toEqual({ processed: 1 })
    const { rows } = await bench.owner.query(
      `select part_key, tenant_id, initiator_kind, initiator_id, initiator_name from runtruth.operation_runs where parent_id = $1 order by part_key`,
      [id],
    )
    const { owner, tenants } = bench.acme
    expect(rows).toEqual(
      ['a', 'b', 'c'].map((part_key) => ({
        part_key,
        tenant_id: tenants['contoso'],
        initiator_kind: 'user',
        initiator_id: owner.id,
        initiator_name: owner.name,
      })),
    )
    expect((await bench.events(id)).filter((event) => event.kind === 'part_started')).toHaveLength(3)
  })

  it('finishes on a worker with a single place, however deep the parts are nested, and never executes more than that at once', async () => {
    const id = await bench.start({ type: 'test.nested', tenant: 'contoso' })
    expect(await bench.ended(id)).toMatchObject({ outcome: 'succeeded' })
    expect(results.get(id)?.[0]?.outcome).toBe('succeeded')
    expect(mostAtOnce).toBe(1)
  })

  it('finds the parts of its first attempt again in the second', async () => {
    const id = await bench.start({ type: 'test.again' })
    expect(await bench.ended(id)).toMatchObject({ outcome: 'succeeded', attempt: 2 })
    expect(results.get(`${id}/2`)).toEqual(results.get(`${id}/1`))
  })

  it('stops waiting when it is cancelled, and its parts are cancelled with it', async () => {
    const id = await bench.start({ type: 'test.waits-for-stuck' })
    await stuck.reached
    await bench.services.db.inWorkspace(bench.acme.id, async (tx) => await cancelRun(tx, await bench.scope('acme'), id, async () => {}))
    expect(await bench.ended(id)).toMatchObject({ outcome: 'cancelled' })
    const [part] = await bench.runsOf('test.stuck')
    expect(await bench.ended(part!.id)).toMatchObject({ outcome: 'cancelled' })
  })

  it('cannot start a part that its initiator could not start', async () => {
    const { rows } = await bench.owner.query(`insert into runtruth.users (email, name) values ('ivy@acme.example', 'Ivy') returning id`)
    await bench.owner.query(
      `insert into runtruth.members (workspace_id, user_id, role, capabilities) values ($1, $2, 'operator', '{operations.start}')`,
      [bench.acme.id, rows[0].id],
    )
    const ivy = await bench.scope('acme', { principal: { kind: 'user', id: String(rows[0].id), name: 'Ivy' } })
    const id = await bench.start({ type: 'test.forbidden-part' }, ivy)
    expect(await bench.ended(id)).toMatchObject({ outcome: 'failed', failure: { code: 'forbidden' } })
    await until(async () => (await bench.runsOf('test.privileged')).length === 0, 'no part to exist', 100)
  })
})
