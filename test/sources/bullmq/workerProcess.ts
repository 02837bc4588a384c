import process from 'node:process'
import { bullmqSource, type BullmqConnection } from '../../../src/sources/bullmq/index.ts'
import { doAsTold } from '../doAsTold.ts'
import type { Telling } from '../sourceStand.ts'
import { SERVING } from '../spawnWorker.ts'
import { bullmqClient, type WorkerOptions } from './bullmqClient.ts'

export interface WorkerSettings {
  readonly connection: BullmqConnection
  readonly queue: string
  readonly options: WorkerOptions
  readonly directory: string
}

/** An unmodified BullMQ worker. Argument: its settings. */
// The stand wrote it.
const settings = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings
const { connection, queue, options, directory } = settings

process.stdin.resume()
process.stdin.on('end', () => process.exit())

const source = bullmqSource({ name: 'stand', workspace: 'acme', connection, queues: [queue], jobs: { '*': {} } })
const worker = bullmqClient(connection).worker(
  queue,
  async (job) => {
    // Only the stand adds jobs here.
    const telling = job.data as Telling
    await doAsTold(directory, job.id ?? '', telling, {
      word: source.wordOf(job),
      report: async (counts) => await job.updateProgress(counts),
    })
  },
  options,
)
/** As many an application does it: no more jobs, and those it has come to their end. */
process.on('SIGUSR2', () => void worker.close().then(() => process.exit()))
await worker.waitUntilReady()
console.log(SERVING)
