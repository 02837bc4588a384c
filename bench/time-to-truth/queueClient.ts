import process from 'node:process'
import type * as Bullmq from 'bullmq'
import type * as Graphile from 'graphile-worker'
import type * as PgBoss from 'pg-boss'
import { loadPeer } from './loadPeer.ts'
import { spaceOf, type Setup, type Survivor } from './setups.ts'
import type { Stores } from './sourceOf.ts'

/** One queue through its own client. */
export interface QueueClient {
  /** Creates what has to be there before workers come. */
  prepare(queue: string): Promise<void>
  /** Answers its id. */
  add(queue: string): Promise<string>
  /** Serves the queue, one job at a time. The handler is given the job as the client hands it out. */
  work(queue: string, handler: (job: unknown, id: string) => Promise<void>): Promise<void>
  close(): Promise<void>
}

/** Few connections each: there are many processes on one small server. */
const POOL = 3

export async function openClient(setup: Setup, survivor: Survivor, stores: Stores): Promise<QueueClient> {
  const space = spaceOf(setup, survivor)
  switch (setup.queue) {
    case 'bullmq_redis':
    case 'bullmq_postgres':
      return await openBullmq(setup, space, stores)
    case 'pg_boss':
      return await openPgBoss(setup, space, stores)
    case 'graphile':
      return await openGraphile(space, stores)
  }
}

/** What bull-board is given too. */
export async function bullmqQueue(setup: Setup, survivor: Survivor, stores: Stores, queue: string): Promise<Bullmq.Queue> {
  const bullmq = await loadPeer<typeof Bullmq>('bullmq')
  const space = spaceOf(setup, survivor)
  if (setup.queue === 'bullmq_redis') return new bullmq.Queue(queue, { connection: { url: stores.redis }, prefix: space })
  const connection = { connectionString: stores.postgres, schema: space, migrate: true, max: POOL }
  // What differs are the options alone, of which nothing here is asked.
  return new bullmq.Queue(queue, { connection }, bullmq.createPostgresBackend) as unknown as Bullmq.Queue
}

async function openBullmq(setup: Setup, space: string, stores: Stores): Promise<QueueClient> {
  const bullmq = await loadPeer<typeof Bullmq>('bullmq')
  const survivor = space.endsWith('nobody') ? 'nobody' : 'survivor'
  const closing: { close(): Promise<void> }[] = []
  const queueOf = async (queue: string) => {
    const opened = await bullmqQueue(setup, survivor, stores, queue)
    closing.push(opened)
    return opened
  }
  return {
    prepare: async (queue) => {
      await (await queueOf(queue)).waitUntilReady()
    },
    add: async (queue) => (await (await queueOf(queue)).add('long', {})).id ?? '',
    work: async (queue, handler) => {
      const process = async (job: Bullmq.Job) => await handler(job, job.id ?? '')
      const options = {
        concurrency: 1,
        ...(setup.lockDurationMs === undefined ? {} : { lockDuration: setup.lockDurationMs }),
        ...(setup.stalledIntervalMs === undefined ? {} : { stalledInterval: setup.stalledIntervalMs }),
      }
      const connection = { connectionString: stores.postgres, schema: space, max: POOL }
      const worker =
        setup.queue === 'bullmq_redis'
          ? new bullmq.Worker(queue, process, { ...options, connection: { url: stores.redis }, prefix: space })
          : new bullmq.Worker(queue, process, { ...options, connection }, bullmq.createPostgresBackend)
      await worker.waitUntilReady()
    },
    close: async () => {
      await Promise.all(closing.map(async (one) => await one.close()))
    },
  }
}

async function openPgBoss(setup: Setup, space: string, stores: Stores): Promise<QueueClient> {
  // Of the two releases the few calls made here are the same.
  const module = setup.newest === true ? await import('pg-boss') : await loadPeer<typeof PgBoss>('pg-boss')
  const boss = new module.PgBoss({
    connectionString: stores.postgres,
    schema: space,
    max: POOL,
    ...(setup.superviseIntervalSeconds === undefined
      ? {}
      : { superviseIntervalSeconds: setup.superviseIntervalSeconds, monitorIntervalSeconds: setup.superviseIntervalSeconds }),
  })
  boss.on('error', (error) => process.stderr.write(`${error.message}\n`))
  await boss.start()
  return {
    prepare: async (queue) =>
      await boss.createQueue(queue, setup.heartbeatSeconds === undefined ? {} : { heartbeatSeconds: setup.heartbeatSeconds }),
    add: async (queue) => (await boss.send(queue, {})) ?? '',
    work: async (queue, handler) => {
      await boss.work(queue, async ([job]) => {
        if (job) await handler(job, job.id)
      })
    },
    close: async () => await boss.stop({ graceful: false }),
  }
}

/** They stand beside what came to nothing because of them. */
function tellErrors(level: string, message: string): void {
  if (level === 'error' || level === 'warning') process.stderr.write(`${message}\n`)
}

async function openGraphile(space: string, stores: Stores): Promise<QueueClient> {
  const graphile = await loadPeer<typeof Graphile>('graphile-worker')
  const options = { connectionString: stores.postgres, schema: space, maxPoolSize: POOL, logger: new graphile.Logger(() => tellErrors) }
  const adder = await graphile.makeWorkerUtils(options)
  return {
    prepare: async () => await adder.migrate(),
    add: async (queue) => (await adder.addJob(queue, {})).id,
    work: async (queue, handler) => {
      const task: Graphile.Task = async (_payload, { job }) => await handler(job, job.id)
      await graphile.run({ ...options, concurrency: 1, noHandleSignals: true, taskList: { [queue]: task } })
    },
    close: async () => await adder.release(),
  }
}
