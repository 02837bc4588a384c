import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../src/db/embedded/freePort.ts'
import { startProcess, type Started } from './startProcess.ts'

/** Holds the server until its own standard input ends, which the operating system sees to however the runner ends. */
const HOLD = 'redis-server "$@" & cat >/dev/null; kill $!; wait'

export function whyNoRedis(): string | null {
  if (spawnSync('redis-server', ['--version']).status === 0) return null
  return 'This example needs redis-server, which is not on this machine: apt-get install redis-server, or brew install redis.'
}

/** A `redis-server` of its own, which keeps nothing. */
export async function openRedis(directory: string): Promise<{ readonly url: string; readonly process: Started }> {
  const at = join(directory, 'redis')
  await mkdir(at)
  const port = String(await freePort())
  const settings = ['--port', port, '--bind', '127.0.0.1', '--dir', at, '--save', '', '--appendonly', 'no']
  const started = startProcess('/bin/sh', { name: 'Redis', args: ['-c', HOLD, 'redis', ...settings], env: {} })
  return { url: `redis://127.0.0.1:${port}`, process: started }
}
