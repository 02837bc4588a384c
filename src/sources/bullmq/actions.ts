import type { Job } from 'bullmq'
import { RuntruthError } from '../../errors.ts'
import type { JobRef, JobState } from '../contract.ts'
import type { BullmqSettings } from './options.ts'

export type QueueState = JobState | 'waiting-children'

export interface Actions {
  /** Removes a job that nobody has begun. One that has children is left alone: they would go on for nobody. */
  cancel(job: JobRef, state: QueueState | null): Promise<'done' | 'refused'>
  /** One more attempt at a job that failed for good. */
  retry(job: JobRef, state: QueueState | null): Promise<'done' | 'refused'>
  close(): Promise<void>
}

/** Of BullMQ's client, what is used here, with either store behind it. */
interface ActingQueue {
  getJob(id: string): Promise<Pick<Job, 'timestamp' | 'remove' | 'retry'> | undefined>
  close(): Promise<void>
}

const REMOVABLE: ReadonlySet<QueueState | null> = new Set<QueueState>(['waiting', 'delayed'])

/**
 * What an operator does goes through BullMQ's own client, of whatever version the host has installed, since its scripts keep more in
 * step than a job's own keys. They look again in one step: a job that a worker has taken meanwhile is locked, and stays.
 */
export function openActions(settings: BullmqSettings, control: boolean): Actions {
  const queues = new Map<string, Promise<ActingQueue>>()

  async function queueOf(name: string): Promise<ActingQueue> {
    if (!control) {
      throw new RuntruthError('forbidden', `Source ${settings.name} is only read. To act on its jobs, declare it with control: true.`)
    }
    const opened = queues.get(name) ?? openQueue(settings, name)
    queues.set(name, opened)
    opened.catch(() => queues.delete(name))
    return await opened
  }

  return {
    cancel: async (ref, state) => {
      const job = await find(await queueOf(ref.queue), ref)
      if (job === undefined || !REMOVABLE.has(state)) return 'refused'
      return await doneUnlessRefused(async () => await job.remove({ removeChildren: false }))
    },
    retry: async (ref, state) => {
      const job = await find(await queueOf(ref.queue), ref)
      if (job === undefined || state !== 'failed') return 'refused'
      return await doneUnlessRefused(async () => await job.retry('failed'))
    },
    close: async () => {
      await Promise.all([...queues.values()].map(async (queue) => await queue.then(async (opened) => await opened.close()).catch(() => {})))
    },
  }
}

/** Only the life that was meant: ids may be used again. */
async function find(queue: ActingQueue, { id, key }: JobRef) {
  const job = await queue.getJob(id)
  return job !== undefined && key.endsWith(`/${id}@${job.timestamp}`) ? job : undefined
}

/** BullMQ says by an error that a job is locked, belongs to a scheduler, or is no longer where it has to be. */
async function doneUnlessRefused(act: () => Promise<void>): Promise<'done' | 'refused'> {
  try {
    await act()
    return 'done'
  } catch (error) {
    if (error instanceof Error && /locked|scheduler|not in the|Missing key/i.test(error.message)) return 'refused'
    throw error
  }
}

async function openQueue({ name: source, store }: BullmqSettings, name: string): Promise<ActingQueue> {
  const bullmq = await importBullmq(source)
  const queue =
    store.in === 'redis'
      ? new bullmq.Queue(name, { prefix: store.prefix, skipMetasUpdate: true, connection: { url: store.url, ...IMPATIENT } })
      : new bullmq.Queue(
          name,
          { skipMetasUpdate: true, connection: { connectionString: store.url, schema: store.schema } },
          bullmq.createPostgresBackend,
        )
  // Without a listener it would end the process; the action that needs the connection fails and says so.
  queue.on('error', () => {})
  return queue
}

/** An operator waits for an answer: a store that is away is an error now. */
const IMPATIENT = { enableOfflineQueue: false, maxRetriesPerRequest: 1 }

async function importBullmq(source: string) {
  try {
    return await import('bullmq')
  } catch (error) {
    throw new RuntruthError(
      'invalid_config',
      `Source ${source} acts on jobs with the package bullmq, which is not installed. Run: npm install bullmq`,
      {},
      { cause: error },
    )
  }
}
