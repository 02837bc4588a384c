import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineOperation } from '../../src/work/defineOperation.ts'
import { startTcpProxy } from '../support/tcpProxy.ts'
import { createBench, createGate, until, type WorkBench } from './support.ts'

const gates = new Map<string, ReturnType<typeof createGate>>()
const reasons = new Map<string, unknown>()
const gateOf = (id: string) => {
  const gate = gates.get(id) ?? createGate()
  gates.set(id, gate)
  return gate
}

const waiting = (type: string) =>
  defineOperation({
    type,
    label: 'Wait',
    run: async ({ operationId, signal }) => {
      await gateOf(operationId)
        .pass(signal)
        .catch((reason: unknown) => {
          reasons.set(operationId, reason)
          throw reason
        })
    },
  })

let bench: WorkBench

beforeAll(async () => {
  bench = await createBench([waiting('test.refused'), waiting('test.silent')])
})
afterAll(async () => {
  await bench.close()
})

const port = () => Number(new URL(bench.url).port)

// Both take as long as a worker may be away; they share no worker and no road.
describe.concurrent('a worker whose road to the database', () => {
  it(
    'is refused for longer than a lease is safe keeps its handlers, and goes on under the same boot when it is open again',
    { timeout: 60_000 },
    async () => {
      const proxy = await startTcpProxy({ target: { port: port() } })
      const worker = await bench.worker({ name: 'refused', url: proxy.through(bench.url), types: ['test.refused'] })
      const id = await bench.start({ type: 'test.refused' })
      await gateOf(id).reached
      proxy.switchTo({ port: 1 })
      proxy.dropAll()
      const age = async () =>
        Number(
          (
            await bench.owner.query(
              `select extract(epoch from now() - heartbeat_at) * 1000 as ms from runtruth.workers where name = 'refused'`,
            )
          ).rows[0].ms,
        )
      await until(async () => (await age()) > 12_000, 'the worker to be away for long', 30_000)
      expect(reasons.has(id)).toBe(false)
      proxy.switchTo({ port: port() })
      await until(async () => (await age()) < 1_000, 'the worker to be back')
      await until(async () => (await bench.services.observer.observeNow()).workers.get('refused')?.sessionHeld === true, 'its session')
      expect((await bench.services.observer.observeNow()).workers.get('refused')?.bootId).toBe(worker.bootId)
      gateOf(id).open()
      expect(await bench.ended(id)).toMatchObject({ outcome: 'succeeded', attempt: 1 })
      await worker.stop()
      await proxy.close()
    },
  )

  it(
    'swallows everything aborts its handlers as lease_lost before long, and tells so: it lives, so nothing else would ever convict it',
    { timeout: 60_000 },
    async () => {
      const proxy = await startTcpProxy({ target: { port: port() } })
      const worker = await bench.worker({ name: 'silent', url: proxy.through(bench.url), types: ['test.silent'] })
      const id = await bench.start({ type: 'test.silent' })
      await gateOf(id).reached
      proxy.pause()
      const startedAtMs = performance.now()
      await until(() => reasons.has(id), 'the handler to be told', 30_000)
      expect(reasons.get(id)).toBe('lease_lost')
      expect(performance.now() - startedAtMs).toBeGreaterThan(6_000)
      proxy.resume()
      expect(await bench.ended(id)).toMatchObject({ outcome: 'failed', attempt: 1, failure: { code: 'lease_lost' }, jobState: 'failed' })
      await worker.stop()
      await proxy.close()
    },
  )
})
