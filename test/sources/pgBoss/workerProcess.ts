import process from 'node:process'
import { pgBossSource } from '../../../src/sources/pgBoss/index.ts'
import { doAsTold } from '../doAsTold.ts'
import type { Telling } from '../sourceStand.ts'
import { SERVING } from '../spawnWorker.ts'
import { openClient, type Release } from './client.ts'
import { ONE_AT_A_TIME, QUEUE } from './queues.ts'

export interface WorkerSettings {
  readonly release: Release
  readonly connection: string
  readonly concurrency: number
  /** Where jobs are released. */
  readonly directory: string
  readonly options: { readonly schedule?: boolean; readonly application_name?: string; readonly max?: number }
}

/** An unmodified pg-boss; the registry's beat is faster than by default, so that the tests need not wait for it. */
// The stand wrote it.
const { release, connection, concurrency, directory, options } = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings

process.stdin.resume()
process.stdin.on('end', () => process.exit())

const source = pgBossSource({ name: 'stand', workspace: 'acme', connection, jobs: { '*': {} } })
const boss = await openClient(release, {
  connectionString: connection,
  ...(release === '12' ? { instanceHeartbeatSeconds: 1 } : {}),
  ...options,
})
process.on('SIGTERM', () => {
  boss.stop({ graceful: true, timeout: 1_000 }).then(
    () => process.exit(),
    () => process.exit(1),
  )
})
for (const queue of [QUEUE, ONE_AT_A_TIME]) {
  for (let at = 0; at < concurrency; at += 1) {
    await boss.work<Telling>(queue, { includeMetadata: true, pollingIntervalSeconds: 0.5, batchSize: 1 }, async ([job]) => {
      if (job) await doAsTold(directory, job.id, job.data, { word: source.wordOf(job) })
    })
  }
}
console.log(SERVING)
