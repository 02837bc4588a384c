import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Queue } from 'bullmq'
import type { QueueSource } from '../../../src/sources/contract.ts'
import { bullmqSource, type BullmqConnection, type BullmqSourceOptions } from '../../../src/sources/bullmq/index.ts'
import { createTempDir } from '../../support/tempDir.ts'
import { heardWord, releaseJob } from '../doAsTold.ts'
import type { Abilities, AddedJob, SourceStand, StandOptions, Telling } from '../sourceStand.ts'
import { spawnWorker, type WorkerProcess } from '../spawnWorker.ts'
import { bullmqClient, type WorkerOptions } from './bullmqClient.ts'
import { countJobs } from './countJobs.ts'
import type { WorkerSettings } from './workerProcess.ts'

export const BULLMQ_CAN: Abilities = {
  pause: true,
  beats: true,
  nameHolder: true,
  showConnections: true,
  keepEnded: true,
  tellEndOfAbsent: true,
  dependencies: true,
  keepApart: false,
  chooseIds: true,
  priorities: false,
  progress: true,
  order: true,
  cancel: false,
  endedAt: true,
  upSince: true,
}

export interface BullmqWorker extends WorkerProcess {
  /** Takes no more jobs, ends those it has, and then itself. */
  closeSoftly(): Promise<void>
}

export interface BullmqStand extends SourceStand {
  readonly client: Queue
  readonly connection: BullmqConnection
  /** `name`, null: none; default: one of its own. */
  worker(options?: Partial<Omit<WorkerOptions, 'name'>> & { readonly name?: string | null }): Promise<BullmqWorker>
  /** A source of the same queue with other settings. */
  sourceWith(options: Partial<BullmqSourceOptions>): QueueSource
}

/** What is of one store: where it is, how it is read whole, and how jobs are added there that commit late. */
export interface BullmqStore {
  readonly connection: BullmqConnection
  snapshot(): Promise<string>
  addLate?(queue: string, payload: Telling, count: number): Promise<string[]>
  restart?(): Promise<void>
  crash?(): Promise<void>
  close(): Promise<void>
}

const QUEUE = 'emails'
const NAME = 'send'
const CLIENTS = 4
const BACKOFF_MS = 500
const program = fileURLToPath(new URL('workerProcess.ts', import.meta.url))

export async function openBullmqStand(store: BullmqStore, { control = false, ownStore = false }: StandOptions): Promise<BullmqStand> {
  const { connection } = store
  const directory = await createTempDir('stand')
  const bullmq = bullmqClient(connection)
  const queues = Array.from({ length: CLIENTS }, () => bullmq.queue(QUEUE))
  const [client] = queues
  if (client === undefined) throw new Error('There is at least one client.')
  const flows = bullmq.flows()
  await client.waitUntilReady()
  await Promise.all(queues.map(async (queue) => await queue.waitUntilReady()))
  const workers: WorkerProcess[] = []
  const optionsOf = ({ delayMs = 0, attempts = 1, jobId = `job-${randomUUID()}` }: Omit<AddedJob, 'payload'>) => ({
    jobId,
    attempts,
    ...(delayMs === 0 ? {} : { delay: delayMs }),
    backoff: { type: 'fixed' as const, delay: BACKOFF_MS },
  })

  const sourceWith = (own: Partial<BullmqSourceOptions>) =>
    bullmqSource({ name: 'stand', workspace: 'acme', connection, queues: [QUEUE], control, jobs: { '*': {} }, ...own })

  return {
    client,
    connection,
    queue: QUEUE,
    source: sourceWith({}),
    add: async (job) => {
      const opts = optionsOf(job)
      if (job.needs === undefined) return (await client.add(NAME, job.payload, opts)).id ?? ''
      const children = job.needs.map((jobId) => ({ name: NAME, queueName: QUEUE, data: {}, opts: { jobId } }))
      return (await flows.add({ name: NAME, queueName: QUEUE, data: job.payload, opts, children })).job.id ?? ''
    },
    crowd: async (count, payload) => {
      const late = store.addLate === undefined ? 0 : Math.floor(count / 2)
      const share = Math.ceil((count - late) / CLIENTS)
      const shares = queues.map(async (queue, at) => await addInTurns(queue, payload, Math.min(share, count - late - at * share)))
      return (await Promise.all([...shares, store.addLate?.(QUEUE, payload, late) ?? []])).flat()
    },
    sourceWith,
    worker: async ({ concurrency = 1, name = `worker-${workers.length + 1}`, ...own } = {}) => {
      const options: WorkerOptions = { ...own, concurrency, ...(name === null ? {} : { name }) }
      const settings: WorkerSettings = { connection, queue: QUEUE, options, directory: directory.path }
      const worker = await spawnWorker(program, settings)
      workers.push(worker)
      return { ...worker, closeSoftly: async () => await worker.kill('SIGUSR2') }
    },
    release: async (jobId) => await releaseJob(directory.path, jobId),
    heardByHandler: async (jobId) => await heardWord(directory.path, jobId),
    remove: async (jobId) => {
      await client.remove(jobId)
    },
    pause: async () => await client.pause(),
    resume: async () => await client.resume(),
    totals: async () => await countJobs(client),
    snapshot: store.snapshot,
    ...(ownStore && store.restart !== undefined ? { restartStore: store.restart } : {}),
    ...(ownStore && store.crash !== undefined ? { crashStore: store.crash } : {}),
    close: async () => {
      await Promise.all(workers.map(async (worker) => await worker.kill('SIGKILL')))
      await Promise.all([...queues.map(async (queue) => await queue.close()), flows.close()])
      await store.close()
      await directory.remove()
    },
  }
}

async function addInTurns(queue: Queue, payload: Telling, count: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) ids.push((await queue.add(NAME, payload)).id ?? '')
  return ids
}
