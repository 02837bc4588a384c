import { spawn, type ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** The product, run by the Node that runs the tests. */
const root = fileURLToPath(new URL('../..', import.meta.url))
const RUN_SOURCE = ['--conditions=runtruth-source', join(root, 'src/cli/bin.ts')]
const RUN_BUILT = [join(root, 'dist/cli/bin.js')]

export interface ProcessEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface RunningProcess {
  readonly name: string
  readonly pid: number
  /** Everything it has printed so far, standard output and standard error as they came. */
  printed(): string
  hasExited(): boolean
  /** Resolves when the process is gone and has been reaped: from then on nobody finds its id any more. */
  readonly exited: Promise<ProcessEnd>
  signal(signal: NodeJS.Signals): void
  /** SIGKILL, which a frozen process dies of as well. */
  kill(): Promise<ProcessEnd>
  /** SIGTERM, as a service manager says it. */
  terminate(): Promise<ProcessEnd>
}

export interface ProcessSettings {
  /** Added to the test's own environment, without what points at another database or another user. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  /** As it is published, from `dist`, instead of the sources; somebody has to have built it. */
  readonly built?: boolean
}

export interface FinishedCall extends ProcessEnd {
  readonly stdout: string
  readonly stderr: string
}

/**
 * Starts `runtruth` for long, with `--with-parent`: should the tests themselves be killed, their processes see their
 * standard input end and stop as well.
 */
export function spawnRuntruth(name: string, args: readonly string[], settings: ProcessSettings): RunningProcess {
  return watchProcess(name, launch([...args, '--with-parent'], settings, 'pipe'))
}

/** Starts a command that follows something and prints what changes; it ends with the pipe it prints into. */
export function followRuntruth(name: string, args: readonly string[], settings: ProcessSettings): RunningProcess {
  return watchProcess(name, launch(args, settings, 'ignore'))
}

/** Runs one command to its end. */
export async function runRuntruth(args: readonly string[], settings: ProcessSettings): Promise<FinishedCall> {
  const child = launch(args, settings, 'ignore')
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const end = await endOf(child)
  return { ...end, stdout, stderr }
}

function watchProcess(name: string, child: ChildProcess): RunningProcess {
  const { pid } = child
  if (pid === undefined) throw new Error(`The process ${name} could not be started.`)
  let printed = ''
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  // A process that was killed takes no more words.
  child.stdin?.on('error', () => {})
  let gone = false
  const exited = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, signal) => {
      gone = true
      resolve({ code, signal })
    })
  })
  const send = (signal: NodeJS.Signals) => {
    // By the child's own handle: it never reaches a stranger who was given the same id later.
    if (!gone) child.kill(signal)
  }
  const end = async (signal: NodeJS.Signals) => {
    send(signal)
    return await exited
  }
  return {
    name,
    pid,
    printed: () => printed,
    hasExited: () => gone,
    exited,
    signal: send,
    kill: async () => await end('SIGKILL'),
    terminate: async () => await end('SIGTERM'),
  }
}

function launch(args: readonly string[], settings: ProcessSettings, stdin: 'pipe' | 'ignore'): ChildProcess {
  return spawn(process.execPath, [...(settings.built === true ? RUN_BUILT : RUN_SOURCE), ...args], {
    cwd: settings.cwd ?? root,
    env: { ...ownEnvironment(), ...settings.env },
    stdio: [stdin, 'pipe', 'pipe'],
  })
}

/** The test's own, without what points at another database or another user. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env }
  for (const name of [
    'DATABASE_URL',
    'PORT',
    'RUNTRUTH_TOKEN',
    'RUNTRUTH_DATA_DIR',
    'RUNTRUTH_SECRET',
    'NODE_OPTIONS',
    'LOG_LEVEL',
    'FORCE_COLOR',
  ]) {
    delete env[name]
  }
  // Dozens of processes compile the same sources; this lets the second one begin where the first one ended.
  env.NODE_COMPILE_CACHE = join(tmpdir(), 'runtruth-test-compile-cache')
  env.NO_COLOR = '1'
  return env
}

async function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}
