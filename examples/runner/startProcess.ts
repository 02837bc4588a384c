import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import process from 'node:process'

export interface Started {
  readonly name: string
  readonly pid: number
  /** Everything it has printed so far, standard output and standard error as they came. */
  printed(): string
  hasEnded(): boolean
  /** Resolves when it is gone, however that came. */
  readonly ended: Promise<void>
  /** As a service manager does it: SIGTERM, and SIGKILL for what does not end in time. */
  stop(): Promise<void>
}

export interface ProcessSettings {
  readonly name: string
  /** Program and arguments, given to Node. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const STOPS_WITHIN_MS = 10_000
const preload = fileURLToPath(new URL('leaveWithParent.ts', import.meta.url))

/** Node on a program of its own, which ends with this process at the latest. */
export function startNode(settings: ProcessSettings): Started {
  return startProcess(process.execPath, { ...settings, args: ['--import', preload, ...settings.args] })
}

/** Any program; that it ends with this process is its own affair: its standard input does. */
export function startProcess(command: string, { name, args, env }: ProcessSettings): Started {
  // Detached: Ctrl-C in a terminal signals the whole foreground group, and who stops when is decided here.
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  // A process that was killed takes no more words.
  child.stdin.on('error', () => {})
  let gone = false
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      gone = true
      resolve()
    }
    child.once('error', end).once('exit', end)
  })
  return {
    name,
    pid: child.pid ?? 0,
    printed: () => printed,
    hasEnded: () => gone,
    ended,
    stop: async () => {
      if (!gone) child.kill('SIGTERM')
      const limit = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS)
      await ended
      clearTimeout(limit)
    },
  }
}
