import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { PgBoss, SendOptions } from 'pg-boss'
import { pgBossSource } from '../../../src/sources/pgBoss/index.ts'
import { createTempDir } from '../../support/tempDir.ts'
import { heardWord, releaseJob } from '../doAsTold.ts'
import { openStandDatabase } from '../openStandDatabase.ts'
import type { AddedJob, SourceStand, StandOptions, Telling } from '../sourceStand.ts'
import { spawnWorker, type WorkerProcess } from '../spawnWorker.ts'
import { openClient, type Release } from './client.ts'
import { countJobs } from './countJobs.ts'
import { ONE_AT_A_TIME, QUEUE } from './queues.ts'
import type { WorkerSettings } from './workerProcess.ts'

const program = fileURLToPath(new URL('workerProcess.ts', import.meta.url))
const CLIENTS = 4

export interface PgBossStandOptions extends StandOptions {
  readonly release?: Release
  /** Of the queue: its workers give signs of life for each job. */
  readonly heartbeatSeconds?: number
}

export interface PgBossStand extends SourceStand {
  readonly url: string
  /** As the owner of everything, to look behind the queue. */
  readonly owner: pg.Pool
  readonly boss: PgBoss
  worker(options?: { readonly concurrency?: number; readonly options?: WorkerSettings['options'] }): Promise<WorkerProcess>
}

export async function openPgBossStand({
  control = false,
  ownStore = false,
  release = '12',
  heartbeatSeconds,
}: PgBossStandOptions): Promise<PgBossStand> {
  const database = await openStandDatabase({ ownStore })
  const directory = await createTempDir('stand')
  const owner = new pg.Pool({ connectionString: database.url, max: CLIENTS, application_name: 'stand owner' })
  // A store that is restarted ends every session.
  owner.on('error', () => {})
  const boss = await openClient(release, {
    connectionString: database.url,
    application_name: 'stand',
    supervise: false,
    schedule: false,
    ...(release === '12' ? { registerInstance: false } : {}),
  })
  await boss.createQueue(QUEUE, { retryLimit: 0, ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }) })
  await boss.createQueue(ONE_AT_A_TIME, { policy: 'singleton', retryLimit: 0 })
  await owner.query(`create schema elses; create table elses.things as select n from generate_series(1, 100) n`)
  const workers: WorkerProcess[] = []
  const queueOf = new Map<string, string>()
  const living = new Set<WorkerProcess>()

  async function send(queue: string, payload: Telling, options: SendOptions): Promise<string> {
    const id = await boss.send(queue, payload, options)
    if (id === null) throw new Error(`pg-boss did not take a job into ${queue}.`)
    queueOf.set(id, queue)
    return id
  }

  return {
    url: database.url,
    owner,
    boss,
    queue: QUEUE,
    source: pgBossSource({ name: 'stand', workspace: 'acme', connection: database.url, control, jobs: { '*': {} } }),
    add: async (job) => await send(job.queue ?? (job.apart === undefined ? QUEUE : ONE_AT_A_TIME), job.payload, sendOptions(job)),
    crowd: async (count, payload) => {
      const share = Math.ceil(count / CLIENTS)
      const clients = Array.from({ length: CLIENTS }, (_, client) => Math.max(0, Math.min(share, count - client * share)))
      return (
        await Promise.all(clients.map(async (some) => await sendInTurns(owner, some, async (db) => await send(QUEUE, payload, db))))
      ).flat()
    },
    worker: async ({ concurrency = 1, options = {} } = {}) => {
      const settings: WorkerSettings = { release, connection: database.url, concurrency, directory: directory.path, options }
      const spawned = await spawnWorker(program, settings)
      const worker: WorkerProcess = {
        pid: spawned.pid,
        kill: async (signal) => {
          await spawned.kill(signal)
          if (signal === 'SIGKILL') living.delete(worker)
        },
        stop: async () => {
          await spawned.stop()
          living.delete(worker)
        },
      }
      workers.push(worker)
      living.add(worker)
      return worker
    },
    release: async (jobId) => await releaseJob(directory.path, jobId),
    heardByHandler: async (jobId) => await heardWord(directory.path, jobId),
    remove: async (jobId) => {
      await boss.deleteJob(queueOf.get(jobId) ?? QUEUE, jobId)
    },
    cancel: async (jobId) => {
      await boss.cancel(queueOf.get(jobId) ?? QUEUE, jobId)
    },
    totals: async () => await countJobs(owner),
    snapshot: async () => await readEverything(owner, living.size > 0),
    ...(ownStore ? { restartStore: database.restart, crashStore: database.crash } : {}),
    close: async () => {
      await Promise.all(workers.map(async (worker) => await worker.kill('SIGKILL')))
      await boss.stop({ graceful: false })
      await owner.end()
      await database.close()
      await rm(directory.path, { recursive: true, force: true })
    },
  }
}

function sendOptions({ delayMs = 0, attempts = 1, priority = 0, apart, jobId }: AddedJob): SendOptions {
  return {
    retryLimit: attempts - 1,
    priority,
    ...(delayMs > 0 ? { startAfter: delayMs / 1_000 } : {}),
    ...(apart === undefined ? {} : { singletonKey: apart }),
    ...(jobId === undefined ? {} : { id: jobId }),
  }
}

/** Half of them in transactions of their own, half in long ones that begin early, write in a savepoint and commit late. */
async function sendInTurns(owner: pg.Pool, count: number, add: (options: SendOptions) => Promise<string>): Promise<string[]> {
  const ids: string[] = []
  const long = await owner.connect()
  const within: SendOptions = { db: { executeSql: async (text, values) => await long.query(text, values) } }
  try {
    while (ids.length < count) {
      await long.query('begin; select 1; savepoint before')
      for (const options of [within, {}, within, {}].slice(0, count - ids.length)) ids.push(await add(options))
      await long.query('release before; commit')
    }
    return ids
  } finally {
    long.release()
  }
}

/** With where and by whom each row was written: also a write that changes nothing shows. Live workers write of themselves all the time. */
async function readEverything(owner: pg.Pool, workersLive: boolean): Promise<string> {
  const { rows: tables } = await owner.query<{ name: string; own: boolean }>(
    `select c.oid::regclass::text as name, c.relname ~ '^(job|j[0-9a-f]{56})' as own from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('pgboss', 'elses') and c.relkind = 'r' order by 1`,
  )
  const parts: string[] = []
  for (const { name, own } of tables) {
    if (workersLive && !own && name.startsWith('pgboss.')) continue
    const what = workersLive ? `to_jsonb(t) - 'heartbeat_on'` : 't.ctid, t.xmin, t.xmax, t.*'
    const { rows } = await owner.query({ text: `select ${what} from ${name} t order by t::text`, rowMode: 'array' })
    parts.push(`${name} ${JSON.stringify(rows)}`)
  }
  return parts.join('\n')
}
