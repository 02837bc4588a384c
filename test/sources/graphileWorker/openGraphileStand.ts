import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Logger, makeWorkerUtils, type WorkerUtils } from 'graphile-worker'
import pg from 'pg'
import { graphileWorkerSource } from '../../../src/sources/graphileWorker/index.ts'
import { createTempDir } from '../../support/tempDir.ts'
import { openStandDatabase } from '../openStandDatabase.ts'
import { heardWord, releaseJob } from '../doAsTold.ts'
import type { Abilities, AddedJob, SourceStand, StandOptions, Telling } from '../sourceStand.ts'
import { snapshotTables } from '../snapshotTables.ts'
import { spawnWorker, type WorkerProcess } from '../spawnWorker.ts'
import { countJobs, SCHEMA } from './countJobs.ts'
import { STAND_TASK } from './standTask.ts'

const program = fileURLToPath(new URL('workerProcess.ts', import.meta.url))
const CLIENTS = 4

export const GRAPHILE_CAN: Abilities = {
  pause: false,
  beats: false,
  nameHolder: false,
  showConnections: false,
  keepEnded: false,
  tellEndOfAbsent: false,
  dependencies: false,
  keepApart: true,
  chooseIds: false,
  priorities: true,
  progress: false,
  order: true,
  cancel: false,
  endedAt: true,
  upSince: true,
}

export interface GraphileStand extends SourceStand {
  readonly url: string
  /** As the owner of everything, to look behind the queue. */
  readonly owner: pg.Pool
  readonly utils: WorkerUtils
}

export async function openGraphileStand({ control = false, ownStore = false }: StandOptions): Promise<GraphileStand> {
  const database = await openStandDatabase({ ownStore })
  const directory = await createTempDir('stand')
  const owner = new pg.Pool({ connectionString: database.url, max: CLIENTS, application_name: 'stand owner' })
  // A store that is restarted ends every session.
  owner.on('error', () => {})
  owner.on('connect', (client) => client.on('error', () => {}))
  const utils = await makeWorkerUtils({ pgPool: owner, schema: SCHEMA, logger: new Logger(() => () => {}) })
  await utils.migrate()
  // Whoever is the first to name a task makes everybody else who names it wait until the end of its transaction.
  await utils.completeJobs([(await utils.addJob(STAND_TASK, {}, { runAt: new Date(Date.now() + 3_600_000) })).id])
  await owner.query(`create schema elses; create table elses.things as select n from generate_series(1, 100) n`)
  const workers: WorkerProcess[] = []
  const spec = ({ delayMs = 0, attempts = 1, priority = 0, apart }: Omit<AddedJob, 'payload'>) => ({
    runAt: new Date(Date.now() + delayMs),
    maxAttempts: attempts,
    priority: -priority,
    ...(apart === undefined ? {} : { queueName: apart }),
  })

  return {
    url: database.url,
    owner,
    utils,
    queue: SCHEMA,
    source: graphileWorkerSource({ name: 'stand', workspace: 'acme', connection: database.url, control, jobs: { [STAND_TASK]: {} } }),
    add: async (job) => (await utils.addJob(STAND_TASK, job.payload, spec(job))).id,
    crowd: async (count, payload) => {
      const share = Math.ceil(count / CLIENTS)
      const shares = await Promise.all(
        Array.from({ length: CLIENTS }, async (_, client) => await addInTurns(owner, payload, Math.min(share, count - client * share))),
      )
      return shares.flat()
    },
    worker: async ({ concurrency = 1 } = {}) => {
      const worker = await spawnWorker(program, { connection: database.url, schema: SCHEMA, concurrency, directory: directory.path })
      workers.push(worker)
      return worker
    },
    release: async (jobId) => await releaseJob(directory.path, jobId),
    heardByHandler: async (jobId) => await heardWord(directory.path, jobId),
    remove: async (jobId) => {
      await utils.completeJobs([jobId])
    },
    totals: async () => await countJobs(owner),
    snapshot: async () => await snapshotTables(owner, [SCHEMA, 'elses']),
    ...(ownStore ? { restartStore: database.restart } : {}),
    close: async () => {
      await Promise.all(workers.map(async (worker) => await worker.kill('SIGKILL')))
      await utils.release()
      await owner.end()
      await database.close()
      await rm(directory.path, { recursive: true, force: true })
    },
  }
}

/** Half of them in transactions of their own, half in long ones that take their ids early and commit late, in a savepoint. */
async function addInTurns(owner: pg.Pool, payload: Telling, count: number): Promise<string[]> {
  const add = `select id::text from ${SCHEMA}.add_job('${STAND_TASK}', $1::json, max_attempts := 1)`
  const ids: string[] = []
  const long = await owner.connect()
  const short = new pg.Client({ connectionString: owner.options.connectionString })
  await short.connect()
  try {
    while (ids.length < count) {
      await long.query('begin; savepoint before')
      for (const client of [long, short, long, short].slice(0, count - ids.length)) {
        const { rows } = await client.query<{ id: string }>(add, [JSON.stringify(payload)])
        ids.push(...rows.map((row) => row.id))
      }
      await long.query('release before; commit')
    }
    return ids
  } finally {
    long.release()
    await short.end()
  }
}
