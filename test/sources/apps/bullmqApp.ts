import type { Job } from 'bullmq'
import { bullmqSource, type BullmqConnection } from '../../../src/sources/bullmq/index.ts'
import { eventually } from '../../support/eventually.ts'
import { bullmqClient } from '../bullmq/bullmqClient.ts'
import { countJobs } from '../bullmq/countJobs.ts'
import { APP_JOBS, inBulks, payloadOf, SOURCE_NAME, WORKSPACE, type AppPayload, type QueueApp } from './queueApp.ts'

const QUEUE = 'orders'
const NAME = 'order'
const LATER_MS = 86_400_000
const AT_ONCE = 100
const WORKED_WITHIN_MS = 600_000
/** Shorter than by default, so that a test sees within seconds what an application sees within a minute or two. */
const LOCK_MS = 6_000
const STALLED_EVERY_MS = 2_000

/** Over either store. */
export function bullmqApp(storeOf: (connection: string) => BullmqConnection): QueueApp {
  return {
    source: (connection, name = SOURCE_NAME) =>
      bullmqSource({
        name,
        workspace: WORKSPACE,
        connection: storeOf(connection),
        queues: [QUEUE],
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_EVERY_MS,
        jobs: APP_JOBS,
      }),

    open: async (connection) => {
      const client = bullmqClient(storeOf(connection))
      const queue = client.queue(QUEUE)
      await queue.waitUntilReady()
      const addMany = async (payload: AppPayload, count: number, opts = {}) =>
        await inBulks(count, async (size) => await queue.addBulk(Array.from({ length: size }, () => ({ name: NAME, data: payload, opts }))))
      return {
        keeps: ['waiting', 'delayed', 'completed', 'failed'],
        add: async (payload) => (await queue.add(NAME, payload, { attempts: 1 })).id ?? '',
        addMany,
        fill: async ({ waiting, delayed, completed, failed }) => {
          await addMany(payloadOf('succeed'), completed)
          await addMany(payloadOf('fail'), failed)
          const worker = client.worker(
            QUEUE,
            async ({ data }: Job<AppPayload>) => {
              if (data.do === 'fail') throw new Error('The address does not exist.')
              return await Promise.resolve()
            },
            { concurrency: AT_ONCE },
          )
          await eventually('the backlog to be worked on', WORKED_WITHIN_MS, async () => {
            const ended = await queue.getJobCountByTypes('completed', 'failed')
            return ended === completed + failed ? { found: undefined } : { seen: `${ended} of ${completed + failed}` }
          })
          await worker.close()
          await addMany(payloadOf('order'), delayed, { delay: LATER_MS })
          await addMany(payloadOf('order'), waiting)
        },
        totals: async () => await countJobs(queue),
        close: async () => await queue.close(),
      }
    },

    work: async (connection, { concurrency, handle }) => {
      const worker = bullmqClient(storeOf(connection)).worker(
        QUEUE,
        async (job: Job<AppPayload>) => await handle(job, job.id ?? '', job.data),
        { concurrency, lockDuration: LOCK_MS, stalledInterval: STALLED_EVERY_MS },
      )
      await worker.waitUntilReady()
      return { stop: async () => await worker.close() }
    },
  }
}
