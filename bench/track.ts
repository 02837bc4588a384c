import { setTimeout as delay } from 'node:timers/promises'
import { createRuntruth, type Runtruth } from '../src/app/createRuntruth.ts'
import { APP_NAMES, loadApp, type AppAt } from '../test/sources/apps/apps.ts'
import { payloadOf, type AppClient, type QueueApp } from '../test/sources/apps/queueApp.ts'
import { withAppStores } from './support/appStores.ts'
import type { BenchOptions, BenchReport } from './support/benchReport.ts'
import { withBenchServer } from './support/benchServer.ts'
import { createLedger } from './support/createLedger.ts'
import { percentile } from './support/measure.ts'

const CONCURRENCY = 8
const ROUNDS = 5
const WORKING_MS = 100
const WORKING_JOBS = 320
const NO_OP_JOBS = 640
/** What is between these shares of a round counts: how a worker begins, and how it finds that there is no more, does not. */
const FROM = 0.2
const UNTIL = 0.9
const TARGET_PERCENT = 15

type Handler = (job: unknown) => Promise<void>

/** The queue's own throughput with its handler as it is, and with the same handler wrapped by `track`: same process, same store, in turns. */
export async function track({ progress }: BenchOptions): Promise<BenchReport> {
  return await withBenchServer(async (url, postgresVersion) => {
    const rows: string[][] = []
    await withAppStores(url, async (stores) => {
      for (const name of APP_NAMES) {
        const ledger = await createLedger(url, `ledger_${rows.length}`)
        for (const row of await measureOne(stores[name], ledger, progress)) rows.push(row)
      }
    })
    return {
      columns: ['', 'jobs', 'bare, per second', 'tracked, per second', 'overhead', 'target'],
      rows,
      notes: [
        `Median of ${ROUNDS} rounds in turns, bare and tracked, at concurrency ${CONCURRENCY}, by one worker process of the queue's own client that also holds Runtruth in both; ${WORKING_JOBS} jobs that take ${WORKING_MS} ms, ${NO_OP_JOBS} that do nothing. Of each round what is between ${FROM * 100} and ${UNTIL * 100} % of the jobs counts.`,
        'Nobody follows the queue meanwhile, so that every job is heard of by `track` for the first time: it writes the operation, its start under a lease and its end, each committed with fsync on, beside what the queue writes of the job.',
        'Queue, ledger and worker share the cores and, except for Redis, one PostgreSQL. pg-boss fetches the next job at once while there are more (`burstWhenReadyExceeds`); its default rhythm of one look in two seconds would hide any overhead.',
      ],
      postgresVersion,
    }
  })
}

async function measureOne({ app, connection }: AppAt, ledger: string, progress: BenchOptions['progress']): Promise<string[][]> {
  const queue = await loadApp(app)
  const client = await queue.open(connection)
  const runtruth = await createRuntruth({
    database: ledger,
    operations: [],
    sources: [queue.source(connection)],
    authorize: async () => await Promise.resolve(null),
  })
  try {
    const work = async () => await delay(WORKING_MS)
    const nothing = async () => await Promise.resolve()
    const rows: string[][] = []
    for (const [what, jobs, fn] of [
      [`jobs of ${WORKING_MS} ms`, WORKING_JOBS, work],
      ['jobs that do nothing', NO_OP_JOBS, nothing],
    ] as const) {
      const [bare, tracked] = await inTurns(queue, client, connection, runtruth, jobs, fn, (text) => progress(`${app}, ${what}: ${text}`))
      const percent = (bare / tracked - 1) * 100
      const target = fn === work ? `≤ ${TARGET_PERCENT} %: ${percent <= TARGET_PERCENT ? 'met' : 'missed'}` : ''
      rows.push([app, what, bare.toFixed(1), tracked.toFixed(1), `${percent.toFixed(1)} %`, target])
    }
    return rows
  } finally {
    await runtruth.close()
    await client.close()
  }
}

async function inTurns(
  queue: QueueApp,
  client: AppClient,
  connection: string,
  { track: tracking }: Runtruth,
  jobs: number,
  fn: () => Promise<void>,
  progress: (text: string) => void,
): Promise<[bare: number, tracked: number]> {
  const bareHandler: Handler = fn
  const trackedHandler: Handler = async (job) => await tracking(job, fn)
  // Compiles, connects and registers.
  await timeRound(queue, client, connection, trackedHandler, CONCURRENCY * 5)
  const bare: number[] = []
  const tracked: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await timeRound(queue, client, connection, bareHandler, jobs))
    tracked.push(await timeRound(queue, client, connection, trackedHandler, jobs))
    progress(`bare ${bare.at(-1)?.toFixed(1)}/s, tracked ${tracked.at(-1)?.toFixed(1)}/s`)
  }
  return [percentile(bare, 0.5), percentile(tracked, 0.5)]
}

async function timeRound(queue: QueueApp, client: AppClient, connection: string, handler: Handler, jobs: number): Promise<number> {
  await client.addMany(payloadOf('order'), jobs)
  const ends: number[] = []
  const all = Promise.withResolvers<void>()
  const worker = await queue.work(connection, {
    concurrency: CONCURRENCY,
    handle: async (job) => {
      await handler(job)
      ends.push(performance.now())
      if (ends.length === jobs) all.resolve()
    },
  })
  await all.promise
  await worker.stop()
  const at = (share: number) => ends[Math.floor(jobs * share) - 1] ?? Number.NaN
  return (jobs * (UNTIL - FROM)) / ((at(UNTIL) - at(FROM)) / 1_000)
}
