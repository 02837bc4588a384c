import { spawn } from 'node:child_process'
import { extname } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { RuntruthError } from '../../errors.ts'
import type { PostgresBinaries } from './postgresBinaries.ts'
import { serverEnvironment } from './serverEnvironment.ts'
import { openServerLog } from './serverLog.ts'
import type { UnixUser } from './serverUser.ts'
import type { WatchdogOrder, WatchdogReport } from './watchdog.ts'

export type ServerExit = { code: number | null; signal: string | null; requested: boolean }

export type LaunchedServer = {
  pid: number
  logFile: string
  written(): string
  stop(): Promise<void>
  exited: Promise<ServerExit>
  /** True from the moment the server is known to be gone. */
  hasExited(): boolean
}

type Launch = {
  dataDir: string
  clusterDir: string
  binaries: PostgresBinaries
  runAs: UnixUser | null
  settings: Record<string, string>
}

const ORPHAN_ASKED_EVERY_MS = 20

/** Starts the watchdog, which starts the server. Resolves once the server process exists, ready or not. */
export async function launchServer({ dataDir, clusterDir, binaries, runAs, settings }: Launch): Promise<LaunchedServer> {
  const serverLog = openServerLog(dataDir)
  const args = ['-D', clusterDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const order: WatchdogOrder = { postgres: binaries.postgres, pgCtl: binaries.pgCtl, clusterDir, args, env: serverEnvironment(), runAs }
  // Beside this file: .ts from the sources, .js once built.
  const program = fileURLToPath(new URL(`./watchdog${extname(import.meta.url)}`, import.meta.url))
  const { NODE_OPTIONS: _, ...env } = process.env
  const watchdog = spawn(process.execPath, [program, JSON.stringify(order)], {
    detached: true,
    windowsHide: true,
    env,
    stdio: ['pipe', 'pipe', serverLog.fd],
  })
  serverLog.close()
  const { stdin, stdout } = watchdog
  if (stdin === null || stdout === null) throw new RuntruthError('internal', 'The watchdog process has no pipes although it was given two.')
  // A watchdog that is already gone takes no more words; its exit is handled below.
  stdin.on('error', () => {})

  let requested = false
  let gone = false
  let pid: number | null = null
  let ending: { code: number | null; signal: string | null } | null = null
  const started = Promise.withResolvers<number>()
  const exited = new Promise<ServerExit>((settle) => {
    createInterface({ input: stdout })
      .on('line', (line) => {
        // Written by watchdog.ts and nobody else.
        const report = JSON.parse(line) as WatchdogReport
        if ('pid' in report) started.resolve((pid = report.pid))
        else if ('spawnError' in report) started.reject(new Error(report.spawnError))
        else ending = report
      })
      .once('close', () => {
        // A watchdog that was itself killed reports no ending; its server must not outlive it unguarded.
        void (ending === null && pid !== null ? endOrphan(pid) : Promise.resolve()).then(() => {
          gone = true
          started.reject(new Error('the watchdog process ended'))
          settle({ code: ending?.code ?? null, signal: ending?.signal ?? null, requested })
        })
      })
  })
  watchdog.once('error', (error) => started.reject(error))

  const stop = async () => {
    requested = true
    stdin.end()
    await exited
  }
  try {
    await started.promise
  } catch (cause) {
    const message = `The embedded PostgreSQL could not be started: ${cause instanceof Error ? cause.message : String(cause)}. Its log is ${serverLog.file}.`
    throw new RuntruthError('embedded_postgres', message, { dataDir }, { cause })
  }
  return { pid: await started.promise, logFile: serverLog.file, written: serverLog.written, stop, exited, hasExited: () => gone }
}

async function endOrphan(pid: number): Promise<void> {
  for (let signal: 'SIGINT' | 0 = 'SIGINT'; ; signal = 0) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    await delay(ORPHAN_ASKED_EVERY_MS)
  }
}
