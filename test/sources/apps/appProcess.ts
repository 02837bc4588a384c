import process from 'node:process'
import { createRuntruth } from '../../../src/app/createRuntruth.ts'
import { silentLog } from '../../../src/log.ts'
import { untilReleased } from '../doAsTold.ts'
import { SERVING } from '../spawnWorker.ts'
import { loadApp, type AppAt } from './apps.ts'
import type { AppPayload } from './queueApp.ts'

export interface AppProcess extends AppAt {
  readonly concurrency: number
  /** Where jobs are released. */
  readonly directory: string
  /** Address of the ledger its handler is tracked in; null: as it was before it knew Runtruth. */
  readonly ledger: string | null
}

/** A worker process of an application. Argument: its settings. */
// The test that starts it wrote it.
const { app, connection, source: name, concurrency, directory, ledger } = JSON.parse(process.argv[2] ?? '{}') as AppProcess

process.stdin.resume()
process.stdin.on('end', () => process.exit())

const { source, work } = await loadApp(app)
const runtruth =
  ledger === null
    ? null
    : await createRuntruth({
        database: ledger,
        operations: [],
        sources: [source(connection, name)],
        authorize: async () => await Promise.resolve(null),
        log: silentLog,
      })

await work(connection, {
  concurrency,
  handle: async (job, id, payload) => {
    if (runtruth) await runtruth.track(job, async () => await act(id, payload))
    else await act(id, payload)
  },
})
console.log(SERVING)

async function act(id: string, payload: AppPayload): Promise<void> {
  if (payload.do === 'hold') await untilReleased(directory, id)
  else if (payload.do === 'burn') burn(Number(payload.forMs))
}

/** Computes and never lets go of its thread. */
function burn(forMs: number): void {
  const endMs = performance.now() + forMs
  for (let sum = 0; performance.now() < endMs; sum += 1) Math.sqrt(sum)
}
