import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import pg from 'pg'
import { graphileWorkerSource } from '../../../src/sources/graphileWorker/index.ts'
import { countJobs, SCHEMA } from '../graphileWorker/countJobs.ts'
import { APP_JOBS, inBulks, payloadOf, SOURCE_NAME, WORKSPACE, type AppPayload, type QueueApp } from './queueApp.ts'

const TASK = 'order'
const LATER_MS = 86_400_000
const logger = new Logger(() => () => {})

export const graphileApp: QueueApp = {
  source: (connection, name = SOURCE_NAME) => graphileWorkerSource({ name, workspace: WORKSPACE, connection, jobs: APP_JOBS }),

  open: async (connection) => {
    const owner = new pg.Pool({ connectionString: connection, max: 4, application_name: 'app owner' })
    owner.on('error', () => {})
    owner.on('connect', (made) => made.on('error', () => {}))
    const utils = await makeWorkerUtils({ pgPool: owner, schema: SCHEMA, logger })
    await utils.migrate()
    const addMany = async (payload: AppPayload, count: number, runAt?: Date): Promise<string[]> => {
      const ids: string[] = []
      const job = { identifier: TASK, payload, maxAttempts: 2, ...(runAt ? { runAt } : {}) }
      await inBulks(count, async (size) => {
        ids.push(...(await utils.addJobs(Array.from({ length: size }, () => job))).map(({ id }) => id))
      })
      return ids
    }
    return {
      // What succeeds is deleted.
      keeps: ['waiting', 'delayed', 'failed'],
      add: async (payload) => (await utils.addJob(TASK, payload, { maxAttempts: 2 })).id,
      addMany: async (payload, count) => void (await addMany(payload, count)),
      fill: async ({ waiting, delayed, failed }) => {
        await utils.permanentlyFailJobs(await addMany(payloadOf('order'), failed), 'The address does not exist.')
        await addMany(payloadOf('order'), delayed, new Date(Date.now() + LATER_MS))
        await addMany(payloadOf('order'), waiting)
        await owner.query(`analyze ${SCHEMA}._private_jobs`)
      },
      totals: async () => await countJobs(owner),
      passHours: async (jobId) => {
        await owner.query(`update ${SCHEMA}._private_jobs set locked_at = locked_at - interval '5 hours' where id = $1`, [jobId])
      },
      close: async () => {
        await utils.release()
        await owner.end()
      },
    }
  },

  work: async (connection, { concurrency, handle }) => {
    const runner = await run({
      logger,
      noHandleSignals: true,
      taskList: {
        [TASK]: async (payload, { job }) => {
          // Only this application adds jobs here.
          await handle(job, job.id, payload as AppPayload)
        },
      },
      preset: {
        worker: {
          connectionString: connection,
          schema: SCHEMA,
          concurrentJobs: concurrency,
          pollInterval: 200,
          // Every few minutes by default.
          minResetLockedInterval: 1_000,
          maxResetLockedInterval: 2_000,
        },
      },
    })
    return { stop: async () => await runner.stop() }
  },
}
