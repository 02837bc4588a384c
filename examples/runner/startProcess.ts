import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import process from 'node:process'

export interface Started {
  readonly name: string
  readonly pid: number
  /** Everything it has printed so far, standard output and standard error as they came. */
  printed(): string
  hasEnded(): boolean
  /** Resolves when it is gone: with the signal that killed it, or null. */
  readonly ended: Promise<NodeJS.Signals | null>
  /** Lets go of it, which asks it to stop; SIGKILL for what does not end in time. */
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

/** Any program that ends with its standard input, which the operating system closes however this process ends. */
export function startProcess(command: string, { name, args, env }: ProcessSettings): Started {
  // Detached: Ctrl-C in a terminal signals the whole foreground group, and who stops when is decided here.
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  // A process that was killed takes no more words.
  child.stdin.on('error', () => {})
  let gone = false
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    const end = (signal: NodeJS.Signals | null) => {
      gone = true
      resolve(signal)
    }
    child.once('error', () => end(null)).once('exit', (_code, signal) => end(signal))
  })
  return {
    name,
    pid: child.pid ?? 0,
    printed: () => printed,
    hasEnded: () => gone,
    ended,
    stop: async () => {
      child.stdin.end()
      const limit = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS)
      await ended
      clearTimeout(limit)
    },
  }
}
