import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import { migrate } from '../../db/migrate.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../db/embedded/startEmbeddedPostgres.ts'
import { RuntruthError } from '../../errors.ts'
import { createHttpHandler, serveHttp } from '../../http/index.ts'
import type { Log } from '../../log.ts'
import type { WorkerObserver } from '../../ledger/workerObserver.ts'
import { hasAnybodyAWayIn } from '../../signin/hasAnybodyAWayIn.ts'
import { composeServices } from '../composeServices.ts'
import type { Environment } from '../environment.ts'
import type { LoadedConfig } from '../loadConfig.ts'
import { secretOf, signInSettings } from '../signInSettings.ts'
import { removeStartRecord, writeStartRecord } from '../startRecord.ts'
import { invitation } from './invitation.ts'
import { invitedGuest } from './invitedGuest.ts'
import { superviseProcess, type Supervised } from './superviseProcess.ts'

export interface StartOptions {
  readonly environment: Environment
  readonly config: LoadedConfig
  readonly host: string
  readonly port: number
  readonly workers: number
  readonly log: Log
  readonly clock: Clock
  readonly cwd: string
  /** The program and its first arguments, for children: node and the path of the command line. */
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly callAs: string
  /** Fires when everything is to stop. */
  readonly signal: AbortSignal
  /** Standard output. */
  say(text: string): void
}

/** A worker that cannot come up is said by its own log; the invitation does not wait for it for ever. */
const WORKERS_READY_LIMIT_MS = 20_000
const ASK_AGAIN_MS = 100

/**
 * PostgreSQL, schema, API in this process; workers and the reconciler in processes of their own, so that killing one of
 * them kills nothing else. Resolves when the signal has fired and all of it has stopped, PostgreSQL last.
 */
export async function startEverything(options: StartOptions): Promise<void> {
  const { environment, log, signal } = options
  // A setting that does not fit is said before anything is started.
  const settings = signInSettings(environment, options.config)
  const undo: (() => Promise<void>)[] = []
  try {
    const embedded = environment.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir: environment.dataDir, log }) : undefined
    if (embedded) undo.push(embedded.stop)
    const url = environment.databaseUrl ?? embedded?.url ?? ''
    await migrate({ url, log })
    const { services, signIn, close } = composeServices({
      url,
      operations: options.config.operations,
      sources: options.config.sources ?? [],
      log,
      applicationName: 'runtruth start',
      signIn: { ...settings, secret: await secretOf(environment) },
      clock: options.clock,
    })
    undo.push(close)
    const handler = createHttpHandler({
      services,
      signIn,
      webhookTargets: environment.webhookTargets,
      ...(options.config.adapters ? { adapters: options.config.adapters } : {}),
      ...(environment.publicUrl === undefined ? {} : { publicUrl: environment.publicUrl }),
    })
    const server = await serveHttp({ handler, host: options.host, port: options.port, log })
    undo.push(server.close)
    await writeStartRecord(environment.dataDir, { pid: process.pid, address: server.url, configFile: options.config.file })
    undo.push(async () => await removeStartRecord(environment.dataDir, process.pid))

    const children = startChildren(options, url)
    undo.push(async () => void (await Promise.all(children.all.map(async (child) => await child.stop()))))
    await workersReady(services.observer, children.workers, signal)
    if (!signal.aborted) await options.config.onReady?.(services)
    const { workspace, token, file } = await invitedGuest(services.db, environment.dataDir)
    const workers = children.workers
      .map(({ name, pid }) => ({ name, pid: pid() }))
      .filter((worker): worker is Running => worker.pid !== undefined)
    const setUpPending = !(await hasAnybodyAWayIn(services.db))
    const consoleAddress = environment.publicUrl ?? server.url
    options.say(
      invitation({ address: server.url, consoleAddress, setUpPending, workspace, token, tokenFile: file, workers, callAs: options.callAs }),
    )
    await untilOver(signal, embedded)
  } finally {
    // One part that cannot be put away must not keep the rest, PostgreSQL last of all, from it.
    for (const step of undo.toReversed()) await step().catch((error: unknown) => log.error({ err: error }, 'a part did not stop cleanly'))
  }
}

interface Running {
  readonly name: string
  readonly pid: number
}

function startChildren(options: StartOptions, url: string): { workers: Supervised[]; all: Supervised[] } {
  const { config, environment, clock, log, cwd } = options
  // The address may come from us; what belongs to the parent alone is not handed on.
  const { PORT: _port, RUNTRUTH_TOKEN: _token, RUNTRUTH_SECRET: _secret, ...inherited } = options.env
  const env = { ...inherited, DATABASE_URL: url, RUNTRUTH_DATA_DIR: environment.dataDir, LOG_LEVEL: log.level }
  const [command, ...first] = options.command
  const child = (name: string, args: readonly string[]): Supervised =>
    superviseProcess({
      name,
      command,
      args: [...first, ...args, '--with-parent', ...(config.file === null ? [] : ['--config', config.file])],
      env,
      cwd,
      clock,
      log,
      onRestart: (pid) => options.say(`${name} was started again: kill -9 ${pid}\n`),
    })
  // With a database of their own, several starts are several machines, and a worker's name is unique among them all.
  const prefix = environment.databaseUrl === undefined ? '' : `${hostname()}-`
  const workers = Array.from({ length: options.workers }, (_, index) => `${prefix}worker-${index + 1}`).map((name) =>
    child(name, ['work', '--name', name]),
  )
  return { workers, all: [...workers, child('reconciler', ['reconcile'])] }
}

async function workersReady(observer: WorkerObserver, workers: readonly Supervised[], signal: AbortSignal): Promise<void> {
  for (let waitedMs = 0; waitedMs < WORKERS_READY_LIMIT_MS && !signal.aborted; waitedMs += ASK_AGAIN_MS) {
    const { workers: seen } = await observer.observeNow()
    if (workers.every((worker) => seen.get(worker.name)?.pid === worker.pid() && seen.get(worker.name)?.sessionHeld === true)) return
    await delay(ASK_AGAIN_MS)
  }
}

/** Ends with the signal; throws when the database beneath it all ends by itself. */
async function untilOver(signal: AbortSignal, embedded: EmbeddedPostgres | undefined): Promise<void> {
  const stopped = Promise.withResolvers<void>()
  if (signal.aborted) stopped.resolve()
  else signal.addEventListener('abort', () => stopped.resolve(), { once: true })
  const crashed = embedded?.exited.then(({ requested }) => {
    if (requested) return
    throw new RuntruthError(
      'embedded_postgres',
      `The embedded PostgreSQL has ended by itself. Its log is ${embedded.logFile}. Start again: nothing that was committed is lost.`,
    )
  })
  await (crashed === undefined ? stopped.promise : Promise.race([stopped.promise, crashed]))
}
