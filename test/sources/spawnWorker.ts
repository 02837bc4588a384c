import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { eventually } from '../support/eventually.ts'

export interface WorkerProcess {
  readonly pid: number
  /** SIGKILL: resolves when it is gone. SIGSTOP and SIGCONT: when sent. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** As a service manager ends it. */
  stop(): Promise<void>
}

/** What a worker prints once it serves. */
export const SERVING = 'serving'

const STARTS_WITHIN_MS = 60_000

/** Runs a worker's program with its settings as one argument. It ends with the tests: its standard input ends with them. */
export async function spawnWorker(program: string, settings: object): Promise<WorkerProcess> {
  const child = spawn(process.execPath, ['--conditions=runtruth-source', program, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Dozens of processes compile the same sources; this lets the second one begin where the first one ended.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'runtruth-test-compile-cache') },
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`The worker ${program} could not be started.`)
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  // A process that was killed takes no more words.
  child.stdin.on('error', () => {})
  let gone = false
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      gone = true
      resolve()
    })
  })
  await eventually('a worker to serve', STARTS_WITHIN_MS, () => {
    if (gone) throw new Error(`The worker ended before it served:\n${printed}`)
    return printed.includes(SERVING) ? { found: undefined } : { seen: printed }
  })
  const end = async (signal: NodeJS.Signals) => {
    if (!gone) child.kill(signal)
    await exited
  }
  return {
    pid,
    kill: async (signal) => {
      if (signal === 'SIGKILL') await end(signal)
      else child.kill(signal)
    },
    stop: async () => await end('SIGTERM'),
  }
}
