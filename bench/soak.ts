import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CAPABILITIES } from '../src/access/actor.ts'
import { createTokenSecret, findPlace } from '../src/access/grants.ts'
import { insertToken } from '../src/access/sql/people.ts'
import { composeServices } from '../src/app/composeServices.ts'
import type { WireOperation } from '../src/ledger/wire.ts'
import { silentLog } from '../src/log.ts'
import { createApi } from '../test/crash/api.ts'
import type { AppProcess } from '../test/sources/apps/appProcess.ts'
import { APP_NAMES, loadApp, type AppAt } from '../test/sources/apps/apps.ts'
import { payloadOf, WORKSPACE } from '../test/sources/apps/queueApp.ts'
import { releaseJob } from '../test/sources/doAsTold.ts'
import { spawnWorker, type WorkerProcess } from '../test/sources/spawnWorker.ts'
import { eventually } from '../test/support/eventually.ts'
import { spawnRuntruth, type RunningProcess } from '../test/support/processes.ts'
import { createTempDir } from '../test/support/tempDir.ts'
import { withAppStores } from './support/appStores.ts'
import type { BenchOptions, BenchReport } from './support/benchReport.ts'
import { withBenchServer } from './support/benchServer.ts'
import { createLedger } from './support/createLedger.ts'

const MINUTES = 10
const LOOK_EVERY_MS = 1_000
const CONFIG = fileURLToPath(new URL('../test/sources/apps/runtruth.config.ts', import.meta.url))
const PROGRAM = fileURLToPath(new URL('../test/sources/apps/appProcess.ts', import.meta.url))
/** Of a healthy operation no field of the verdict says anything like it. */
const SUSPICION = /stale|stuck|lost|orphan|dead|silent|suspect|not verified/i

interface Soaked extends AppAt {
  readonly source: string
  readonly tracked: boolean
}

/** One healthy long job of each queue, observed and tracked, looked at through the API all the while. */
export async function soak({ progress }: BenchOptions): Promise<BenchReport> {
  return await withBenchServer(async (url, postgresVersion) => {
    const rows: string[][] = []
    await withAppStores(url, async (observed) => {
      await withAppStores(
        url,
        async (tracked) => {
          const all = APP_NAMES.flatMap((app, index): Soaked[] => [
            { ...observed[app], source: `observed-${index}`, tracked: false },
            { ...tracked[app], source: `tracked-${index}`, tracked: true },
          ])
          rows.push(...(await soakAll(await createLedger(url, 'ledger'), all, progress)))
        },
        'tracked',
      )
    })
    return {
      columns: ['', 'adoption', 'looks while it ran', 'fresh', 'anything else', 'how it ended', 'target'],
      rows,
      notes: [
        `${MINUTES} minutes, one look a second at the list of the API, every field of every verdict read. Each job is held by a real worker process of its queue's own client, of a type whose window covers it (2 h); \`runtruth serve\`, \`reconcile\` and \`work\` run beside them.`,
        'Anything else: looks in which its freshness was another one, or any text of its verdict spoke of it as stale, silent or lost.',
      ],
      postgresVersion,
    }
  })
}

async function soakAll(ledger: string, all: readonly Soaked[], progress: BenchOptions['progress']): Promise<string[][]> {
  const directory = await createTempDir('soak')
  const processes: RunningProcess[] = []
  const workers: WorkerProcess[] = []
  const run = (args: readonly string[]) => {
    const env = { DATABASE_URL: ledger, FOLLOWED_APPS: JSON.stringify(all), LOG_LEVEL: 'info', RUNTRUTH_DATA_DIR: directory.path }
    const started = spawnRuntruth(args.join(' '), [...args, '--config', CONFIG], { env })
    processes.push(started)
    return started
  }
  const clients = await Promise.all(all.map(async ({ app, connection }) => await (await loadApp(app)).open(connection)))
  try {
    const server = run(['serve', '--port', '0'])
    run(['reconcile'])
    run(['work', '--name', 'own'])
    const address = await eventually('the server to be ready', 60_000, () => {
      const found = /ready at (http:\S+)/.exec(server.printed())?.[1]
      return found === undefined ? { seen: server.printed() } : { found }
    })
    const api = createApi(address, WORKSPACE, await addToken(ledger))
    const jobIds: string[] = []
    for (const [index, { tracked, ...at }] of all.entries()) {
      const settings: AppProcess = { ...at, concurrency: 1, directory: directory.path, ledger: tracked ? ledger : null }
      workers.push(await spawnWorker(PROGRAM, settings))
      jobIds.push((await clients[index]?.add(payloadOf('hold'))) ?? '')
    }
    const looks = all.map(() => ({ looked: 0, fresh: 0, other: [] as string[] }))
    const find = (operations: readonly WireOperation[], { source }: Soaked) => operations.find((one) => one.source.name === source)
    const look = async () => {
      const { body } = await api.get<{ operations: WireOperation[] }>('/operations?limit=100')
      return body.operations.filter(({ type }) => type === 'app.work')
    }
    await eventually('all jobs to run', 120_000, async () => {
      const running = (await look()).filter(({ status }) => status === 'running')
      return running.length === all.length ? { found: undefined } : { seen: `${running.length} of ${all.length}` }
    })
    const untilMs = performance.now() + MINUTES * 60_000
    for (let nextMs = performance.now(); performance.now() < untilMs; nextMs += LOOK_EVERY_MS) {
      const operations = await look()
      for (const [index, one] of all.entries()) {
        const counted = looks[index]
        const operation = find(operations, one)
        if (!counted) continue
        counted.looked += 1
        const said = JSON.stringify(operation?.verdict ?? 'nothing')
        if (operation?.status === 'running' && operation.verdict.freshness === 'fresh' && !SUSPICION.test(wordsOf(operation)))
          counted.fresh += 1
        else {
          counted.other.push(said)
          progress(`${one.app}: ${said}`)
        }
      }
      await delay(Math.max(0, nextMs + LOOK_EVERY_MS - performance.now()))
    }
    for (const jobId of jobIds) await releaseJob(directory.path, jobId)
    const ended = await eventually('all jobs to have ended', 120_000, async () => {
      const operations = await look()
      const open = operations.filter(({ status }) => status !== 'completed').length
      return open === 0 ? { found: operations } : { seen: `${open} open` }
    })
    return all.map((one, index) => {
      const { looked = 0, fresh = 0, other = [] } = looks[index] ?? {}
      return [
        one.app,
        one.tracked ? 'tracked' : 'observed',
        String(looked),
        String(fresh),
        String(other.length),
        find(ended, one)?.verdict.headline ?? 'not at all',
        `never anything else: ${other.length === 0 && looked > 0 ? 'met' : 'missed'}`,
      ]
    })
  } finally {
    await Promise.all(workers.map(async (worker) => await worker.kill('SIGKILL')))
    for (const running of processes) await running.kill()
    for (const client of clients) await client.close()
    await directory.remove()
  }
}

/** Without what names and explains signals: there the words stand for what was looked for and not found. */
function wordsOf({ verdict }: WireOperation): string {
  const { evidence, ...rest } = verdict
  return JSON.stringify([rest, evidence.map(({ supports }) => supports)])
}

async function addToken(ledger: string): Promise<string> {
  const { services, close } = composeServices({ url: ledger, operations: [], log: silentLog })
  const place = await findPlace(services.db, WORKSPACE)
  if (!place) throw new Error('The ledger of the bench has no workspace.')
  const { id } = place.workspace
  const { token, hash } = createTokenSecret()
  await services.db.inWorkspace(id, async (tx) => {
    await tx.row(insertToken(id, { name: 'bench', hash, userId: null, capabilities: CAPABILITIES, tenantIds: null, expiresInDays: null }))
  })
  await close()
  return token
}
