import { spawn, type ChildProcess } from 'node:child_process'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import { nextBackoffMs } from './backoff.ts'

export interface SupervisionOptions {
  /** For people: "worker-1". */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly clock: Clock
  readonly log: Log
  /** Told after every start but the first. */
  onRestart(pid: number): void
}

export interface Supervised {
  readonly name: string
  /** Of the process that runs now; undefined between two. */
  pid(): number | undefined
  /** SIGTERM, and SIGKILL for what does not end in time. Not started again. */
  stop(): Promise<void>
  /** SIGKILL now, for a second signal. */
  kill(): void
}

/** A draining worker hands back what does not end within its own limit, which is shorter. */
const STOP_LIMIT_MS = 40_000

/**
 * Keeps one child process running: started again with the same name after a short wait, whatever ended it. The child
 * holds the other end of a pipe as its standard input; the operating system closes it when this process ends, however
 * that happens, and the child leaves.
 */
export function superviseProcess(options: SupervisionOptions): Supervised {
  const { name, log, clock } = options
  let child: ChildProcess | undefined
  let stopping = false
  let backoffMs: number | null = null
  let waiting: NodeJS.Timeout | undefined
  let gone = Promise.withResolvers<void>()

  function launch(again: boolean): void {
    const startedAtMs = clock.monotonicMs()
    gone = Promise.withResolvers<void>()
    // Detached: Ctrl-C in a terminal signals the whole foreground group, and who stops when is decided here.
    const started = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: { ...options.env },
      stdio: ['pipe', 'inherit', 'inherit'],
      detached: true,
      windowsHide: true,
    })
    child = started
    // Its exit is what counts; a pipe that breaks on the way is no news.
    started.stdin?.on('error', () => {})
    const ended = (how: Record<string, unknown>) => {
      if (child !== started) return
      child = undefined
      gone.resolve()
      if (stopping) return
      backoffMs = nextBackoffMs(backoffMs, clock.monotonicMs() - startedAtMs)
      log.warn({ process: name, pid: started.pid, ...how, startedAgainInMs: backoffMs }, `${name} has ended and is started again`)
      waiting = setTimeout(() => launch(true), backoffMs)
    }
    started.once('error', (error) => ended({ err: error }))
    started.once('exit', (code, signal) => ended({ code, signal }))
    if (again && started.pid !== undefined) options.onRestart(started.pid)
  }

  launch(false)
  return {
    name,
    pid: () => child?.pid,
    stop: async () => {
      stopping = true
      clearTimeout(waiting)
      if (!child) return
      child.kill('SIGTERM')
      const limit = setTimeout(() => {
        log.warn({ process: name }, `${name} did not stop in time and is ended`)
        child?.kill('SIGKILL')
      }, STOP_LIMIT_MS)
      await gone.promise
      clearTimeout(limit)
    },
    kill: () => {
      stopping = true
      clearTimeout(waiting)
      child?.kill('SIGKILL')
    },
  }
}
