import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { eventually } from '../../test/support/eventually.ts'
import { SERVING, TOOK, type RacerSettings } from './racerWords.ts'

export interface Racer {
  readonly name: string
  /** Whether the job has been given to it. */
  tookJob(): boolean
  printed(): string
  /** SIGKILL; answers when it is gone. */
  kill(): Promise<void>
}

const PROGRAM = fileURLToPath(new URL('./raceWorker.ts', import.meta.url))
const SERVES_WITHIN_MS = 120_000

/** Ready when it serves; ends with the bench, however that ends. */
export async function spawnRacer(name: string, settings: RacerSettings): Promise<Racer> {
  const child = spawn(process.execPath, ['--conditions=runtruth-source', PROGRAM, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Dozens of processes compile the same sources.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'runtruth-race-compile-cache') },
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stdin.on('error', () => {})
  const exited = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  try {
    await eventually(`${name} to serve`, SERVES_WITHIN_MS, () => {
      if (child.exitCode !== null) throw new Error(`${name} ended at once: ${printed}`)
      return printed.includes(`${SERVING}\n`) ? { found: undefined } : { seen: printed }
    })
  } catch (error) {
    await kill()
    throw error
  }
  return { name, tookJob: () => printed.includes(TOOK), printed: () => printed, kill }
}
