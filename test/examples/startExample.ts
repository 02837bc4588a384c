import { execFile, spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { eventually } from '../support/eventually.ts'
import { ownEnvironment } from '../support/processes.ts'
import { createTempDir } from '../support/tempDir.ts'

export interface RunningExample {
  /** Process ids in the order in which they are offered to be killed. */
  readonly victims: readonly number[]
  printed(): string
  /** The signal to everything that a terminal would send it to; resolves when nothing of it runs any more, throws with what is left. */
  end(signal: NodeJS.Signals): Promise<void>
  /** SIGKILL to the command, whatever state it is in; then removes what it wrote. */
  clear(): Promise<void>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const READY_WITHIN_MS = 90_000
const LEAVES_WITHIN_MS = 30_000
const call = promisify(execFile)

export interface ExampleOptions {
  readonly flags?: readonly string[]
  /** As somebody has it who has typed it: from `dist`, which somebody has to have built. Otherwise from the sources. */
  readonly built?: boolean
}

/** By its one command, as it is typed; only that nothing is built first. */
export async function startExample(name: string, { flags = [], built = false }: ExampleOptions = {}): Promise<RunningExample> {
  const directory = await createTempDir('example')
  const command = ['run', '--ignore-scripts', '--silent', 'example', '--', name, '--port', '0', ...flags]
  // A group of its own, as a shell gives one to each command. Everything of it knows the directory, and is found by it.
  const child = spawn('npm', command, {
    cwd: root,
    env: { ...ownEnvironment(), ...(built ? {} : { NODE_OPTIONS: '--conditions=runtruth-source' }), TMPDIR: directory.path },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  let gone = false
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      gone = true
      resolve()
    })
  })
  const leftovers = async () => {
    const { stdout } = await call('ps', ['axeww', '-o', 'pid=,command='], { maxBuffer: 1 << 26 })
    const lines = stdout.split('\n').filter((line) => line.includes(directory.path))
    return lines.map((line) => line.slice(0, 200))
  }
  const end = async (signal: NodeJS.Signals) => {
    if (!gone && child.pid !== undefined) process.kill(-child.pid, signal)
    await ended
    await eventually(`everything of the example ${name} to leave`, LEAVES_WITHIN_MS, async () => {
      const left = await leftovers()
      return left.length === 0 ? { found: undefined } : { seen: left.join('\n') }
    })
  }
  const clear = async () => {
    await end('SIGKILL')
    await directory.remove()
  }
  try {
    return await eventually(`the example ${name} to say what to do`, READY_WITHIN_MS, () => {
      if (gone) throw new Error(`The example ${name} ended at once:\n${printed}`)
      if (!printed.includes('Ctrl-C')) return { seen: printed }
      const victims = [...printed.matchAll(/kill -9 (\d+)/g)].map(([, pid]) => Number(pid))
      return { found: { victims, printed: () => printed, end, clear } }
    })
  } catch (error) {
    await clear()
    throw error
  }
}
