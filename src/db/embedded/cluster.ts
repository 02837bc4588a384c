import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { access, chmod, chown, constants, lchown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { RuntruthError } from '../../errors.ts'
import { isAlive } from './isAlive.ts'
import { makeDirectories } from './makeDirectories.ts'
import type { PostgresBinaries } from './postgresBinaries.ts'
import { firstClosedDirectory } from './reachability.ts'
import { serverEnvironment } from './serverEnvironment.ts'
import type { UnixUser } from './serverUser.ts'

export const PASSWORD_FILE = 'runtruth.password'

const run = promisify(execFile)

export function clusterDirOf(dataDir: string): string {
  return join(dataDir, 'postgres')
}

/** Creates the data directory where it is missing and makes sure that we can write to it and `runAs` can walk through it. */
export async function prepareDataDir(dataDir: string, runAs: UnixUser | null): Promise<void> {
  try {
    await makeDirectories(dataDir)
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    const message = `The data directory ${dataDir} cannot be written. Make it writable for this user, or name another one in RUNTRUTH_DATA_DIR.`
    throw new RuntruthError('embedded_postgres', message, { dataDir }, { cause })
  }
  if (runAs === null) return
  // Passage only, no listing: what else lies here stays as private as its own mode.
  const { mode } = await stat(dataDir)
  if ((mode & 0o011) !== 0o011) await chmod(dataDir, (mode & 0o7777) | 0o011)
  const closed = await firstClosedDirectory(dataDir, runAs)
  if (closed !== null) {
    const message = `PostgreSQL does not run as root, and ${runAs.name} cannot reach ${dataDir} because ${closed} is closed to it. Name a data directory elsewhere in RUNTRUTH_DATA_DIR, or start Runtruth as an ordinary user.`
    throw new RuntruthError('embedded_postgres', message, { dataDir, closed })
  }
}

/** Creates the cluster when there is none; otherwise refuses one that these programs cannot run. Returns the superuser's password. */
export async function prepareCluster(dataDir: string, binaries: PostgresBinaries, runAs: UnixUser | null, quick: boolean): Promise<string> {
  const clusterDir = clusterDirOf(dataDir)
  if (!existsSync(clusterDir)) await initialise(dataDir, binaries, runAs, quick)
  const version = (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8').catch(() => '')).trim()
  if (version === '') {
    const message = `${clusterDir} is not a PostgreSQL data directory (no PG_VERSION that this user can read). Name another directory in RUNTRUTH_DATA_DIR.`
    throw new RuntruthError('embedded_postgres', message, { dataDir })
  }
  if (version !== String(binaries.majorVersion)) {
    const message = `${dataDir} was made by PostgreSQL ${version}, but this Runtruth brings PostgreSQL ${binaries.majorVersion}. Move the data with pg_dump from a PostgreSQL ${version}, or name another directory in RUNTRUTH_DATA_DIR.`
    throw new RuntruthError('embedded_postgres', message, { dataDir, expected: binaries.majorVersion, actual: version })
  }
  if (runAs !== null && (await stat(clusterDir)).uid === 0) await giveAway(clusterDir, runAs)
  try {
    return (await readFile(join(clusterDir, PASSWORD_FILE), 'utf8')).trim()
  } catch (cause) {
    const message = `The password of the embedded PostgreSQL cannot be read from ${join(clusterDir, PASSWORD_FILE)}. Restore that file, or name another data directory in RUNTRUTH_DATA_DIR.`
    throw new RuntruthError('embedded_postgres', message, { dataDir }, { cause })
  }
}

async function initialise(dataDir: string, binaries: PostgresBinaries, runAs: UnixUser | null, quick: boolean): Promise<void> {
  // Made beside and renamed when whole, so that neither a crash nor two first starts at once leave a half cluster behind.
  const draft = join(dataDir, `postgres.new-${process.pid}`)
  const passwordFile = `${draft}.password`
  await removeAbandonedDrafts(dataDir)
  await mkdir(draft, { mode: 0o700 })
  try {
    await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
    if (runAs !== null) await Promise.all([draft, passwordFile].map(async (path) => await chown(path, runAs.uid, runAs.gid)))
    const identity = runAs === null ? {} : { uid: runAs.uid, gid: runAs.gid }
    // The builtin provider sorts the same on every machine and needs no system locale.
    const args = ['-D', draft, '-U', 'runtruth', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--no-instructions']
    const locale = ['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8']
    await run(binaries.initdb, [...args, ...locale, ...(quick ? ['--no-sync'] : [])], {
      ...identity,
      cwd: dataDir,
      env: serverEnvironment(),
    })
    await rename(passwordFile, join(draft, PASSWORD_FILE))
    await rename(draft, clusterDirOf(dataDir))
  } catch (cause) {
    await Promise.all([draft, passwordFile].map(async (path) => await rm(path, { recursive: true, force: true })))
    // Another first start was quicker; its cluster is as good.
    if (existsSync(clusterDirOf(dataDir))) return
    throw new RuntruthError(
      'embedded_postgres',
      `The database could not be created in ${dataDir}: ${describeFailure(cause)}`,
      { dataDir },
      { cause },
    )
  }
}

async function removeAbandonedDrafts(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = Number(/^postgres\.new-(\d+)/.exec(name)?.[1])
    if (Number.isNaN(pid) || (pid !== process.pid && isAlive(pid))) continue
    await rm(join(dataDir, name), { recursive: true, force: true })
  }
}

async function giveAway(clusterDir: string, { uid, gid }: UnixUser): Promise<void> {
  await chown(clusterDir, uid, gid)
  for (const entry of await readdir(clusterDir, { recursive: true })) await lchown(join(clusterDir, entry), uid, gid)
}

function describeFailure(cause: unknown): string {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  // An existing program that is "not found" lacks its loader: glibc binaries on a musl system.
  if (isMissing) return 'its programs do not start on this system (on Alpine Linux use a PostgreSQL of your own through DATABASE_URL).'
  const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : ''
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.find((line) => /error|fatal/i.test(line)) ?? (cause instanceof Error ? cause.message : String(cause))
}
