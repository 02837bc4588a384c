import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import process from 'node:process'
import { Redis } from 'ioredis'
import { eventually } from './eventually.ts'
import { createTempDir } from './tempDir.ts'

const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** In CI it is required: there a missing server is a failure and not a reason to skip. */
export function findRedis(): boolean {
  if (!hasRedis && process.env.CI === 'true') throw new Error('CI has no redis-server. Install it: apt-get install redis-server')
  return hasRedis
}

/** Stands behind a title while there is none. */
export const WHY_NO_REDIS = findRedis() ? '' : ' (skipped: no redis-server on this machine; apt-get install redis-server)'

export interface RedisServer {
  readonly url: string
  readonly port: number
  /** Down and up again with what it held. */
  restart(): Promise<void>
  stop(): Promise<void>
}

const STARTS_WITHIN_MS = 20_000

/** A server of its own on a free port, which keeps what it holds over a restart and ends with the tests. */
export async function startRedis(): Promise<RedisServer> {
  const directory = await createTempDir('redis')
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let server = await start(port, url, directory.path)
  return {
    url,
    port,
    restart: async () => {
      await end(server)
      server = await start(port, url, directory.path)
    },
    stop: async () => {
      await end(server)
      await directory.remove()
    },
  }
}

async function start(port: number, url: string, directory: string): Promise<ChildProcess> {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'yes']
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  server.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  server.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => 50 })
  client.on('error', () => {})
  try {
    await eventually('redis-server', STARTS_WITHIN_MS, async () => {
      if (server.exitCode !== null) throw new Error(`redis-server ended at once:\n${printed}`)
      const answer = await client.ping().catch((error: unknown) => String(error))
      return answer === 'PONG' ? { found: undefined } : { seen: answer }
    })
  } finally {
    client.disconnect()
  }
  return server
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await ended
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('A listening socket has a port.')
  return address.port
}
