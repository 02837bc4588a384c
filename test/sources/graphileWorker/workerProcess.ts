import process from 'node:process'
import { Logger, run } from 'graphile-worker'
import { graphileWorkerSource } from '../../../src/sources/graphileWorker/index.ts'
import { doAsTold } from '../doAsTold.ts'
import type { Telling } from '../sourceStand.ts'
import { SERVING } from '../spawnWorker.ts'
import { STAND_TASK } from './standTask.ts'

/** An unmodified Graphile Worker. Argument: connection, schema, concurrency, and the directory where jobs are released. */
// The stand wrote it.
const settings = JSON.parse(process.argv[2] ?? '{}') as { connection: string; schema: string; concurrency: number; directory: string }
const { connection, schema, concurrency, directory } = settings

process.stdin.resume()
process.stdin.on('end', () => process.exit())

const source = graphileWorkerSource({ name: 'stand', workspace: 'acme', connection, schema, jobs: { '*': {} } })
const runner = await run({
  connectionString: connection,
  schema,
  concurrency,
  pollInterval: 200,
  logger: new Logger(() => () => {}),
  taskList: {
    [STAND_TASK]: async (payload, { job }) => {
      // Only the stand adds jobs here.
      await doAsTold(directory, job.id, payload as Telling, { word: source.wordOf(job) })
    },
  },
})
console.log(SERVING)
await runner.promise
