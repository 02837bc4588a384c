/**
 * A small process between Runtruth and its PostgreSQL. It starts the server and stops it when its standard input ends,
 * which the operating system guarantees however the parent ends, SIGKILL included. Starting the server here leaves no
 * moment in which a server runs that nobody would stop.
 *
 * Argument: a WatchdogOrder as JSON. Standard output: one WatchdogReport per line. Standard error is the server's log.
 */
import { spawn } from 'node:child_process'
import process from 'node:process'

export type WatchdogOrder = {
  postgres: string
  pgCtl: string
  clusterDir: string
  args: string[]
  env: Record<string, string>
  runAs: { uid: number; gid: number } | null
}

export type WatchdogReport = { pid: number } | { spawnError: string } | { code: number | null; signal: string | null }

/** A fast shutdown ends sessions and writes a checkpoint. Cutting it short costs a recovery at the next start, waiting for ever leaves an orphan. */
const FAST_SHUTDOWN_LIMIT_MS = 60_000

function report(line: WatchdogReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function guard(order: WatchdogOrder): void {
  const identity = order.runAs === null ? {} : { uid: order.runAs.uid, gid: order.runAs.gid }
  // Detached: a Ctrl-C in the terminal goes to the whole foreground group, and the server must outlive the parent's own goodbye.
  const server = spawn(order.postgres, order.args, {
    ...identity,
    cwd: order.clusterDir,
    env: order.env,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 2, 2],
  })
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    shutDown('fast')
    setTimeout(() => shutDown('immediate'), FAST_SHUTDOWN_LIMIT_MS).unref()
  }
  const shutDown = (mode: 'fast' | 'immediate') => {
    if (process.platform === 'win32') {
      spawn(order.pgCtl, ['stop', '-D', order.clusterDir, '-m', mode, '-W'], { stdio: 'ignore', windowsHide: true }).on('error', () => {})
    } else {
      server.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
    }
  }
  server.once('error', (error) => report({ spawnError: error.message }))
  server.once('spawn', () => {
    if (server.pid !== undefined) report({ pid: server.pid })
  })
  server.once('exit', (code, signal) => report({ code, signal }))
  server.once('close', () => process.exit())
  process.stdin.once('end', stop).once('error', stop).resume()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  // With the parent gone nobody reads the reports.
  process.stdout.on('error', () => {})
}

const [order] = process.argv.slice(2)
// The only caller is startEmbeddedPostgres, which writes exactly this shape.
if (order !== undefined) guard(JSON.parse(order) as WatchdogOrder)
