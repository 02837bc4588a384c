import pg from 'pg'
import { PgBoss, type JobInsert } from 'pg-boss'
import { pgBossSource } from '../../../src/sources/pgBoss/index.ts'
import { countJobs } from '../pgBoss/countJobs.ts'
import { APP_JOBS, inBulks, payloadOf, SOURCE_NAME, WORKSPACE, type AppPayload, type QueueApp } from './queueApp.ts'

const QUEUE = 'orders'
/** The shortest that pg-boss takes. */
const HEARTBEAT_SECONDS = 10
const LATER_SECONDS = 86_400

export const pgBossApp: QueueApp = {
  source: (connection, name = SOURCE_NAME) => pgBossSource({ name, workspace: WORKSPACE, connection, jobs: APP_JOBS }),

  open: async (connection) => {
    const boss = await start(connection, false)
    const owner = new pg.Pool({ connectionString: connection, max: 2, application_name: 'app owner' })
    owner.on('error', () => {})
    await boss.createQueue(QUEUE, { retryLimit: 1, heartbeatSeconds: HEARTBEAT_SECONDS })
    const insert = async (count: number, job: JobInsert) =>
      await inBulks(count, async (size) => await boss.insert(QUEUE, Array<JobInsert>(size).fill(job)))
    const end = async (count: number, how: 'complete' | 'fail') => {
      await insert(count, { data: payloadOf('order'), retryLimit: 0 })
      await inBulks(count, async (size) => {
        const jobs = await boss.fetch(QUEUE, { batchSize: size })
        await boss[how](
          QUEUE,
          jobs.map(({ id }) => id),
          how === 'fail' ? { message: 'The address does not exist.' } : null,
        )
      })
    }
    return {
      keeps: ['waiting', 'delayed', 'completed', 'failed'],
      add: async (payload) => {
        const id = await boss.send(QUEUE, payload)
        if (id === null) throw new Error('pg-boss did not take a job.')
        return id
      },
      addMany: async (payload, count) => await insert(count, { data: payload }),
      fill: async ({ waiting, delayed, completed, failed }) => {
        await end(completed, 'complete')
        await end(failed, 'fail')
        await insert(delayed, { data: payloadOf('order'), startAfter: LATER_SECONDS })
        await insert(waiting, { data: payloadOf('order') })
        await owner.query('analyze pgboss.job')
      },
      totals: async () => await countJobs(owner),
      close: async () => {
        await boss.stop({ graceful: false })
        await owner.end()
      },
    }
  },

  work: async (connection, { concurrency, handle }) => {
    const boss = await start(connection, true)
    await boss.work<AppPayload>(
      QUEUE,
      // While there are more, the next job as soon as it is through with one: the rhythm in which it polls would hide what a handler costs.
      { localConcurrency: concurrency, pollingIntervalSeconds: 0.5, burstWhenReadyExceeds: 1 },
      async ([job]) => {
        if (job) await handle(job, job.id, job.data)
      },
    )
    return { stop: async () => await boss.stop({ graceful: false }) }
  },
}

async function start(connection: string, supervise: boolean): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: connection,
    supervise,
    schedule: false,
    ...(supervise ? { superviseIntervalSeconds: 1, monitorIntervalSeconds: 1, queueCacheIntervalSeconds: 1 } : { registerInstance: false }),
  })
  boss.on('error', () => {})
  return await boss.start()
}
