/** The built product as a user has it: started by `npm start`, asked over HTTP and with the `runtruth` binary. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { until } from './tally.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = join(root, 'dist/cli/bin.js')

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

export interface Product {
  readonly url: string
  /** Everything it printed so far. */
  output(): string
  hasExited(): boolean
  get(path: string, token?: string): Promise<Answer>
  /** Asked as a browser asks, with the session's cookie. */
  browse(path: string, cookie?: string): Promise<number>
  /** The first-run set-up; answers the session's cookie. */
  setUp(person: Readonly<Record<'invitation' | 'name' | 'email' | 'password', string>>): Promise<string>
  cli(args: readonly string[], token?: string): Promise<Finished>
  /** A second start on the same data directory; resolves when that one has given up. */
  startAgain(): Promise<Finished>
  /** SIGTERM, as a service manager does it; resolves with the exit code. */
  stop(): Promise<number | null>
  /** Last resort, for the end of a walk that went wrong. */
  kill(): void
}

export async function startProduct(dataDir: string): Promise<Product> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = productEnvironment(dataDir)
  // A group of its own: what a failed walk leaves behind can be ended as a whole, without ending anybody else.
  const child = spawn('npm', ['start', '--', '--port', String(port), '--workers', '1'], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  let gone = false
  const exited = exitOf(child).finally(() => {
    gone = true
  })

  return {
    url,
    output: () => printed,
    hasExited: () => gone,
    async get(path, token) {
      const response = await fetch(`${url}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })
      const text = await response.text()
      return {
        status: response.status,
        body: response.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as unknown) : text,
      } // looked at by who asks
    },
    browse: async (path, cookie) => (await fetch(`${url}${path}`, cookie === undefined ? {} : { headers: { cookie } })).status,
    async setUp(person) {
      const response = await fetch(`${url}/api/v1/set-up`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify(person),
      })
      if (!response.ok) throw new Error(`set-up answered ${response.status}: ${await response.text()}`)
      return response.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ')
    },
    cli: async (args, token) => await runBin(args, token === undefined ? env : { ...env, RUNTRUTH_TOKEN: token }),
    startAgain: async () =>
      await runBin(['start', '--config', 'examples/demo/runtruth.config.ts', '--port', String(await freePort())], env),
    async stop() {
      // The whole group, as a terminal and a service manager do it.
      signalGroup(child, 'SIGTERM')
      return await until('the product to stop', 60_000, async () => {
        const code = await Promise.race([exited, new Promise<'running'>((resolve) => setTimeout(() => resolve('running'), 50))])
        return code === 'running' ? { seen: tail(printed) } : { found: code }
      })
    },
    kill: () => signalGroup(child, 'SIGKILL'),
  }
}

function productEnvironment(dataDir: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, RUNTRUTH_DATA_DIR: dataDir }
  // The walk is about the embedded server and a fresh place, whatever the shell around it is set to.
  for (const name of ['DATABASE_URL', 'PORT', 'RUNTRUTH_TOKEN', 'RUNTRUTH_SECRET', 'NODE_OPTIONS']) delete env[name]
  return env
}

async function runBin(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> {
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return { code: await exitOf(child), stdout, stderr }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code))
  })
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // Already gone, which is what was wanted.
  }
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('No free port on 127.0.0.1.')),
      )
    })
  })
}

export function tail(text: string): string {
  return text.trimEnd().split('\n').slice(-15).join('\n')
}
