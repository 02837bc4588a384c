import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync, realpathSync, unlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import process from 'node:process'
import { isAlive } from './isAlive.ts'

/** The process id of the PostgreSQL server that holds this cluster now, or null. A file left behind by a crash is not a server. */
export function findLivePostmaster(clusterDir: string): number | null {
  const pid = readPid(clusterDir)
  return pid !== null && isPostmasterOf(pid, clusterDir) ? pid : null
}

/**
 * PostgreSQL itself overrides a pid file whose process is gone. It cannot when the id has since been given to another
 * process of the same user, as happens after a power cut; then the file would block every start, so it goes.
 */
export function removeStalePidFile(clusterDir: string): void {
  const pid = readPid(clusterDir)
  if (pid !== null && isAlive(pid) && !isPostmasterOf(pid, clusterDir)) unlinkSync(join(clusterDir, 'postmaster.pid'))
}

function readPid(clusterDir: string): number | null {
  const file = join(clusterDir, 'postmaster.pid')
  if (!existsSync(file)) return null
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null
}

function isPostmasterOf(pid: number, clusterDir: string): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'win32') return true
  if (process.platform === 'linux') {
    try {
      if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'postgres') return false
    } catch {
      return false
    }
    try {
      // A postmaster lives in its data directory, so one of another cluster that inherited the number is told apart.
      return realpathSync(readlinkSync(`/proc/${pid}/cwd`)) === realpathSync(clusterDir)
    } catch {
      // Another user's process does not show its directory. Believing it holds the cluster costs a refusal; the contrary, data.
      return true
    }
  }
  try {
    return basename(execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).trim()) === 'postgres'
  } catch {
    return false
  }
}
