import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { CAPABILITIES } from '../../src/access/actor.ts'
import { createTokenSecret, findPlace } from '../../src/access/grants.ts'
import { insertToken } from '../../src/access/sql/people.ts'
import { composeServices } from '../../src/app/composeServices.ts'
import { ensureWorkspace } from '../../src/app/ensureWorkspace.ts'
import { migrate } from '../../src/db/migrate.ts'
import { silentLog } from '../../src/log.ts'
import { eventually } from '../../test/support/eventually.ts'
import { spawnRuntruth } from '../../test/support/processes.ts'
import { startRedis } from '../../test/support/redisServer.ts'
import type { BenchOptions, BenchReport } from '../support/benchReport.ts'
import { withBenchServer } from '../support/benchServer.ts'
import { installPeers } from './installPeers.ts'
import { openClient } from './queueClient.ts'
import { raceReport } from './raceReport.ts'
import { queueName, runLane, type Kill } from './runLane.ts'
import type { Ground } from './scenario.ts'
import { SETUPS, SURVIVORS, type Setup, type Survivor } from './setups.ts'

const CONFIG = fileURLToPath(new URL('./raceConfig.ts', import.meta.url))
/** How long a worker has had the job when it is killed: beats and renewals come every 15 s in most of the queues. */
const PHASES_MS = [5_000, 12_000, 22_000]
/** More of them starve each other on two cores, and a starved queue is no measure of anything. */
const LANES_AT_ONCE = 14
/** Workers take more of the machine to start than to work, so they start one after the other. */
const APART_MS = 3_000
/** Until then a missing session may be the doing of a store that has only just come up, and convicts nobody. */
const RECONNECT_GRACE_MS = 16_000
/** Many small worker processes, each with a pool. */
const SERVER = { max_connections: '600' }

/** One long job, one SIGKILL, and every surface that could say so. */
export async function race(options: BenchOptions): Promise<BenchReport> {
  await installPeers(options.progress)
  const redis = await startRedis()
  try {
    return await withBenchServer(async (url, postgresVersion) => {
      const postgres = await createDatabase(url, 'queues')
      const kills = await raceOn({ redis: redis.url, postgres }, url, options)
      return raceReport(kills, postgresVersion)
    }, SERVER)
  } finally {
    await redis.stop()
  }
}

async function raceOn(stores: Ground['stores'], url: string, { progress }: BenchOptions): Promise<Kill[]> {
  await migrate({ url })
  const composition = composeServices({ url, operations: [], log: silentLog })
  const env = { DATABASE_URL: url, RACE_STORES: JSON.stringify(stores) }
  const server = spawnRuntruth('server', ['serve', '--port', '0', '--config', CONFIG], { env })
  const processes = [server]
  try {
    const { db } = composition.services
    await ensureWorkspace(composition.services, { slug: 'race', name: 'Race' })
    const workspaceId = (await findPlace(db, 'race'))?.workspace.id
    if (workspaceId === undefined) throw new Error('The workspace of the race was made just now.')
    const address = await eventually('the server to be ready', 60_000, () => {
      const found = /ready at (http:\S+)/.exec(server.printed())?.[1]
      return found === undefined ? { seen: server.printed() } : { found }
    })
    const openApi = async () => {
      const { token, hash } = createTokenSecret()
      const grant = { name: 'race', hash, userId: null, capabilities: CAPABILITIES, tenantIds: null, expiresInDays: null }
      await db.inWorkspace(workspaceId, async (tx) => await tx.row(insertToken(workspaceId, grant)))
      return { url: `${address}/api/v1/workspaces/race`, token }
    }
    progress('making the queues')
    const lanes = SETUPS.flatMap((setup) => SURVIVORS.map((survivor) => ({ setup, survivor })))
    for (const { setup, survivor } of lanes) await prepareQueues(setup, survivor, stores)
    // The queues are there now, so it meets none that does not exist.
    processes.push(spawnRuntruth('reconciler', ['reconcile', '--config', CONFIG], { env }))
    await delay(RECONNECT_GRACE_MS)
    const ground = { stores, database: url, openApi }
    const kills: Kill[] = []
    // Those that are listened to for longest come first, so that none is left alone at the end.
    const waiting = lanes.toSorted((a, b) => patienceFor(b) - patienceFor(a))
    const runner = async (_: unknown, index: number) => {
      await delay(index * APART_MS)
      for (let lane = waiting.shift(); lane; lane = waiting.shift()) {
        kills.push(...(await runLane(ground, lane.setup, lane.survivor, PHASES_MS, progress)))
      }
    }
    await Promise.all(Array.from({ length: LANES_AT_ONCE }, runner))
    return kills
  } finally {
    for (const one of processes) await one.kill()
    await composition.close()
  }
}

/** A view that says nothing with nobody alive is waited for to the end. */
function patienceFor({ setup, survivor }: { readonly setup: Setup; readonly survivor: Survivor }): number {
  if (setup.view === null) return 0
  return survivor === 'nobody' ? 2 : 1
}

async function prepareQueues(setup: Setup, survivor: Survivor, stores: Ground['stores']): Promise<void> {
  const client = await openClient(setup, survivor, stores)
  try {
    for (const nth of PHASES_MS.keys()) await client.prepare(queueName(nth))
  } finally {
    await client.close()
  }
}

async function createDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  const created = new URL(url)
  created.pathname = `/${name}`
  return created.href
}
