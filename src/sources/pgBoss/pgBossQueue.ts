import type { PgBoss, Queue } from 'pg-boss'
import type { Database, Tx } from '../../db/database.ts'
import { RuntruthError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { FetchedJob, JobEnd, QueueJob, WorkerQueue } from '../carrier.ts'
import { openBossRoad } from './bossRoad.ts'
import { openBoss } from './openBoss.ts'
import { OPERATION_QUEUE } from './queueSettings.ts'
import { bossSchedules } from './schedules.ts'
import { RENEW_JOBS, SELECT_WAITING } from './sql.ts'

export type PgBossQueue = WorkerQueue

/** pg-boss as the carrier of our own operations. Connects at first use. */
export function openPgBossQueue({ db, log }: { readonly db: Database; readonly log: Log }): PgBossQueue {
  const road = openBossRoad(db.url, log)
  const boss = openBoss(road, log, { supervise: false, schedule: false })
  const keeper = openBoss(road, log, { supervise: true, schedule: true })
  /** Queues that are known to exist, so that a send costs one statement. */
  const ensured = new Map<string, Promise<void>>()

  async function ensure(started: PgBoss, name: string, settings: Omit<Queue, 'name'>): Promise<void> {
    let known = ensured.get(name)
    if (!known) {
      known = createQueue(started, name, settings)
      ensured.set(name, known)
      known.catch(() => ensured.delete(name))
    }
    await known
  }

  async function ready(name: string): Promise<PgBoss> {
    const started = await boss.started()
    await ensure(started, name, OPERATION_QUEUE)
    return started
  }

  return {
    source: 'pg-boss',
    prepare: async (queueNames) => {
      const started = await boss.started()
      const existing = new Map((await started.getQueues()).map((queue) => [queue.name, queue]))
      for (const name of queueNames) {
        const queue = existing.get(name)
        if (!queue) await ensure(started, name, OPERATION_QUEUE)
        else if (differs(queue, OPERATION_QUEUE)) {
          const { policy: _fixed, ...settings } = OPERATION_QUEUE
          await started.updateQueue(name, settings)
        }
        ensured.set(name, Promise.resolve())
      }
    },
    enqueue: async (tx, queueName, payload, delayMs, chosen) => {
      const started = await ready(queueName)
      const jobId = await started
        .send(queueName, payload, {
          db: within(tx),
          ...(chosen === undefined ? {} : { id: chosen }),
          ...(delayMs > 0 ? { startAfter: delayMs / 1000 } : {}),
        })
        .catch((error: unknown) => {
          // Should somebody have deleted the queue, the next call creates it again.
          ensured.delete(queueName)
          throw error
        })
      if (jobId === null) throw new RuntruthError('internal', `The queue ${queueName} did not take a job. Nothing was started; try again.`)
      return jobId
    },
    settle: async (tx, { queueName, jobId }, end) => await endJob(await ready(queueName), tx, queueName, jobId, end),
    waiting: async (queueNames) => {
      const { rows } = await db.asOwner(SELECT_WAITING, [queueNames])
      // The statement names its one column.
      return (rows as { name: string }[]).map((row) => row.name)
    },
    fetch: async (queueName, limit) => {
      const started = await ready(queueName)
      const owner = { executeSql: async (text: string, values?: unknown[]) => await db.asOwner(text, values) }
      const jobs: FetchedJob[] = []
      for (const { id, data } of await started.fetch<unknown>(queueName, { batchSize: limit, db: owner })) {
        const payload = readPayload(data)
        if (payload) jobs.push({ queueName, jobId: id, payload })
        else {
          log.warn({ queueName, jobId: id }, 'a job that is not ours was found in the queue of an operation type and set aside')
          await started.cancel(queueName, id)
        }
      }
      return jobs
    },
    renew: async (jobs: readonly QueueJob[]) => {
      if (jobs.length === 0) return
      await db.asOwner(RENEW_JOBS, [jobs.map((job) => job.queueName), jobs.map((job) => job.jobId)])
    },
    maintain: async (on) => {
      if (on) await keeper.started()
      else await keeper.stop()
    },
    ...bossSchedules(boss, ensure),
    close: async () => {
      await keeper.stop()
      await boss.stop()
      await road.close()
    },
  }
}

/** The caller's transaction as pg-boss wants it. */
function within(tx: Tx) {
  return { executeSql: async (text: string, values?: unknown[]) => await tx.execute(text, values) }
}

async function endJob(boss: PgBoss, tx: Tx, queueName: string, jobId: string, end: JobEnd): Promise<void> {
  switch (end) {
    case 'completed':
      // Also a job nobody fetched: its run may have been ended by somebody else.
      await boss.complete(queueName, jobId, null, { db: within(tx), includeQueued: true })
      return
    case 'failed':
      await boss.fail(queueName, jobId, null, { db: within(tx) })
      return
    case 'cancelled':
      await boss.cancel(queueName, jobId, { db: within(tx) })
      return
  }
}

async function createQueue(boss: PgBoss, name: string, settings: Omit<Queue, 'name'>): Promise<void> {
  const existing: unknown = await boss.getQueue(name)
  if (existing) return
  // Another process may create it between the look and here; pg-boss then leaves it as it is.
  await boss.createQueue(name, settings)
}

function differs(queue: Omit<Queue, 'name'>, settings: Omit<Queue, 'name'>): boolean {
  const keys = ['retryLimit', 'expireInSeconds', 'retentionSeconds', 'deleteAfterSeconds'] as const
  return keys.some((key) => queue[key] !== settings[key])
}

function readPayload(data: unknown): FetchedJob['payload'] | undefined {
  if (typeof data !== 'object' || data === null || !('workspaceId' in data) || !('runId' in data)) return undefined
  const { workspaceId, runId } = data
  return typeof workspaceId === 'number' && typeof runId === 'string' ? { workspaceId, runId } : undefined
}
