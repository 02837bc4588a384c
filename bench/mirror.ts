import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { JOB_STATES } from '../src/sources/contract.ts'
import { APP_NAMES, loadApp, type AppAt } from '../test/sources/apps/apps.ts'
import { mirroredTotals, mirroredTwice, readCatchUp } from '../test/sources/apps/mirrored.ts'
import type { AppClient, Backlog } from '../test/sources/apps/queueApp.ts'
import { eventually } from '../test/support/eventually.ts'
import { spawnRuntruth, type RunningProcess } from '../test/support/processes.ts'
import { withAppStores } from './support/appStores.ts'
import type { BenchOptions, BenchReport } from './support/benchReport.ts'
import { withBenchServer } from './support/benchServer.ts'
import { createLedger } from './support/createLedger.ts'

const JOBS = Number(process.env.GAUGE_JOBS ?? 100_000)
/** Of all jobs, where the queue keeps such. */
const SHARES: Backlog = { waiting: 0.5, delayed: 0.2, completed: 0.2, failed: 0.1 }
const KILL_AT = 0.4
const TARGET_PER_SECOND = 2_000
const CONFIG = fileURLToPath(new URL('../test/sources/apps/runtruth.config.ts', import.meta.url))
const PATIENCE_MS = 600_000

/** A queue that was there before Runtruth is read whole by the product's own processes, one of which is killed in the middle. */
export async function mirror({ progress }: BenchOptions): Promise<BenchReport> {
  return await withBenchServer(async (url, postgresVersion) => {
    const rows: string[][] = []
    await withAppStores(url, async (stores) => {
      for (const name of APP_NAMES.filter((n) => (process.env.GAUGE_APP ?? n) === n)) {
        const ledger = await createLedger(url, `ledger_${rows.length}`)
        rows.push(await mirrorOne(ledger, stores[name], progress))
        progress(rows.at(-1)?.join(' · ') ?? '')
      }
    })
    return {
      columns: ['', 'jobs', 'operations', 'as the queue counts them', 'twice', 'attempts', 'its own progress', 'jobs per second', 'target'],
      rows,
      notes: [
        `${JOBS.toLocaleString('en')} jobs each, put there by the queue's own client: half of them waiting, a fifth delayed, a fifth completed, a tenth failed; Graphile Worker deletes what succeeds and holds more of the others. \`runtruth reconcile\` follows the queue, \`runtruth work\` reads it whole; the latter is killed with SIGKILL at ${KILL_AT * 100} % by its own progress, and another one is started at once.`,
        'As the queue counts them: the number of operations in each state equals the queue’s own totals, which its own client or public view says. Twice: jobs that have more than one operation.',
        'Jobs per second: over the time in which a worker was at it; not in it are the seconds until the attempt that was killed is given out again, which are deliberate. Queue, ledger, both processes and the bench share the cores.',
      ],
      postgresVersion,
    }
  })
}

async function mirrorOne(ledger: string, at: AppAt, progress: BenchOptions['progress']): Promise<string[]> {
  const { open } = await loadApp(at.app)
  const client = await open(at.connection)
  const owner = new pg.Pool({ connectionString: ledger, max: 2, application_name: 'bench' })
  const processes: RunningProcess[] = []
  const run = (name: string, args: readonly string[]) => {
    const started = spawnRuntruth(name, [...args, '--config', CONFIG], {
      env: { DATABASE_URL: ledger, FOLLOWED_APPS: JSON.stringify([at]), LOG_LEVEL: 'warn' },
    })
    processes.push(started)
    return started
  }
  try {
    await client.fill(backlogOf(client))
    progress(`${at.app}: ${JSON.stringify(await client.totals())}`)
    run('reconciler', ['reconcile'])
    const first = run('worker', ['work', '--name', 'first'])
    const killed = await eventually(`${KILL_AT * 100} % of the jobs to be read`, PATIENCE_MS, async () => {
      const now = await readCatchUp(owner)
      return now && now.discovered >= JOBS * KILL_AT ? { found: now } : { seen: `${JSON.stringify(now)} ${printed(processes)}` }
    })
    const killedAtMs = await nowMs(owner)
    await first.kill()
    const secondsBefore = (killedAtMs - (killed.startedAtMs ?? Number.NaN)) / 1_000
    progress(`${at.app}: killed at ${killed.discovered} jobs, after ${secondsBefore.toFixed(1)} s`)
    if (killed.status !== 'running') throw new Error('The catch-up was over before it could be killed.')
    run('worker', ['work', '--name', 'second'])
    const done = await eventually('all jobs to be read', PATIENCE_MS, async () => {
      const now = await readCatchUp(owner)
      return now?.status === 'completed' ? { found: now } : { seen: `${JSON.stringify(now)} ${printed(processes)}` }
    })
    const seconds = secondsBefore + ((done.completedAtMs ?? Number.NaN) - (done.startedAtMs ?? Number.NaN)) / 1_000
    const [told, kept, twice] = await Promise.all([client.totals(), mirroredTotals(owner), mirroredTwice(owner)])
    const differences = JOB_STATES.filter((state) => told[state] !== kept[state])
    const perSecond = JOBS / seconds
    return [
      at.app,
      sum(told).toLocaleString('en'),
      sum(kept).toLocaleString('en'),
      differences.length === 0 ? 'exactly' : differences.map((state) => `${state}: ${kept[state]}, not ${told[state]}`).join(', '),
      String(twice.length),
      `${done.attempt}, ${done.outcome}`,
      `${done.processed?.toLocaleString('en')} of ${done.total?.toLocaleString('en')}`,
      Math.floor(perSecond).toLocaleString('en'),
      `≥ ${TARGET_PER_SECOND.toLocaleString('en')}: ${perSecond >= TARGET_PER_SECOND ? 'met' : 'missed'}`,
    ]
  } finally {
    for (const running of processes) await running.kill()
    await owner.end()
    await client.close()
  }
}

function backlogOf({ keeps }: AppClient): Backlog {
  const whole = keeps.reduce((share, kind) => share + SHARES[kind], 0)
  const of = (kind: keyof Backlog) => (keeps.includes(kind) ? Math.round((JOBS * SHARES[kind]) / whole) : 0)
  const others = { delayed: of('delayed'), completed: of('completed'), failed: of('failed') }
  return { ...others, waiting: JOBS - others.delayed - others.completed - others.failed }
}

function sum(totals: Readonly<Record<string, number>>): number {
  return Object.values(totals).reduce((all, count) => all + count, 0)
}

function printed(processes: readonly RunningProcess[]): string {
  return processes.map((one) => one.printed().slice(-500)).join('\n')
}

async function nowMs(owner: pg.Pool): Promise<number> {
  const { rows } = await owner.query<{ ms: number }>(`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`)
  return rows[0]?.ms ?? Number.NaN
}
