import process from 'node:process'
import { openClient } from './queueClient.ts'
import { SERVING, TOOK, type RacerSettings } from './racerWords.ts'
import { setupOf, sourceName } from './setups.ts'
import { sourceOf } from './sourceOf.ts'

/** A worker process of one queue's own client; its job never ends, and it ends with the bench. Argument: its settings. */
async function race({ setup: key, survivor, queue, stores, database }: RacerSettings): Promise<void> {
  process.stdin.resume()
  process.stdin.on('end', () => process.exit())
  const setup = setupOf(key)
  const client = await openClient(setup, survivor, stores)
  const hold = async (id: string) => {
    process.stdout.write(`${TOOK}${id}\n`)
    await new Promise<never>(() => {})
  }
  if (setup.tracked) {
    const { createRuntruth } = await import('../../src/index.ts')
    const runtruth = await createRuntruth({
      database,
      operations: [],
      sources: [sourceOf(setup, survivor, stores)],
      authorize: async () => null,
      maxConnections: 3,
    })
    const source = sourceName(setup, survivor)
    await client.work(queue, async (job, id) => await runtruth.track(job, async () => await hold(id), { source }))
  } else await client.work(queue, async (_job, id) => await hold(id))
  process.stdout.write(`${SERVING}\n`)
}

// The bench wrote it.
await race(JSON.parse(process.argv[2] ?? '{}') as RacerSettings)
