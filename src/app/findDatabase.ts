import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clusterDirOf, PASSWORD_FILE } from '../db/embedded/cluster.ts'
import { findLivePostmaster } from '../db/embedded/postmasterPid.ts'
import { schemaStatus } from '../db/migrate.ts'
import { RuntruthError } from '../errors.ts'
import type { Environment } from './environment.ts'

/** DATABASE_URL, else the embedded server that runs on the data directory now. Throws `invalid_config` when there is neither. */
export function findDatabase({ databaseUrl, dataDir }: Pick<Environment, 'databaseUrl' | 'dataDir'>): string {
  const url = databaseUrl ?? runningEmbeddedUrl(dataDir)
  if (url !== null) return url
  const message = `No database: DATABASE_URL is not set and no embedded PostgreSQL runs in ${dataDir}. Run \`runtruth start\` in another terminal, or set DATABASE_URL or RUNTRUTH_DATA_DIR.`
  throw new RuntruthError('invalid_config', message, { dataDir })
}

/** The address of the embedded server of a data directory, read from what PostgreSQL itself and our cluster keep there; null when none runs. */
function runningEmbeddedUrl(dataDir: string): string | null {
  const clusterDir = clusterDirOf(dataDir)
  try {
    if (!existsSync(clusterDir) || findLivePostmaster(clusterDir) === null) return null
    const port = Number(readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n')[PORT_LINE])
    if (!Number.isInteger(port) || port <= 0) return null
    const password = readFileSync(join(clusterDir, PASSWORD_FILE), 'utf8').trim()
    return `postgres://runtruth:${password}@127.0.0.1:${port}/runtruth`
  } catch (cause) {
    const message = `The embedded PostgreSQL in ${dataDir} belongs to another user, so its password cannot be read. Run the command as that user, or set DATABASE_URL.`
    throw new RuntruthError('invalid_config', message, { dataDir }, { cause })
  }
}

/** postmaster.pid: process id, data directory, start time, port, … */
const PORT_LINE = 3

/** For every command but `start` and `migrate`, which bring the schema up to date themselves. */
export async function requireMigrated(url: string): Promise<void> {
  const { current, pending } = await schemaStatus(url)
  if (pending.length === 0) return
  const what = current === 0 ? 'The database has no Runtruth schema yet' : `The database lacks ${pending.join(', ')}`
  throw new RuntruthError('database_unsuitable', `${what}. Run: runtruth migrate`, { pending })
}
