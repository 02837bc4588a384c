import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { list } from 'tar'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let directory = ''
let project = ''
let installed = ''
const packed: string[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'runtruth-pack-'))
  await run('npm', ['pack', '--pack-destination', directory], root)
  const tarball = (await readdir(directory)).find((name) => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Error('npm pack left no tarball.')
  await list({ file: join(directory, tarball), onReadEntry: (entry) => packed.push(entry.path.replace(/^package\//, '')) })

  project = join(directory, 'project')
  installed = join(project, 'node_modules/runtruth')
  await mkdir(project)
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'host', private: true, type: 'module' }))
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(directory, tarball)], project)
})

afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
})

test('the package carries what runs and what explains it, and nothing of the workshop', () => {
  const strangers = packed.filter(
    (path) =>
      !/^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|migrations\/[\w.]+\.sql|dist\/.*\.(?:js|d\.ts)|dist\/web\/.*\.(?:html|css|svg))$/.test(
        path,
      ),
  )
  expect(strangers).toEqual([])
  expect(packed.filter((path) => /\.test\.|\btestdata\b|\/testing\//.test(path))).toEqual([])
  expect(packed).toEqual(
    expect.arrayContaining([
      'package.json',
      'README.md',
      'LICENSE',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/cli/bin.js',
      'dist/web/index.html',
      'dist/activity/index.js',
    ]),
  )
  expect(packed.some((path) => /^migrations\/\d{6}_\w+\.sql$/.test(path))).toBe(true)
})

test('Node itself is no dependency of the package, in its manifest or in the installed tree', async () => {
  const manifest = await readJson(join(installed, 'package.json'))
  const wanted = ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) => Object.keys(Object(manifest[kind])))
  expect(wanted.filter((name) => /^node(?:$|-)|toolchain/.test(name))).toEqual([])
  const tree = await readdir(join(project, 'node_modules'))
  expect(tree.filter((name) => /^node(?:$|-(?:bin|linux|darwin|win))|^@runtruth$/.test(name))).toEqual([])
  expect(await readdir(join(project, 'node_modules/.bin'))).not.toContain('node')
})

test('every export points at files that are there', async () => {
  const manifest = await readJson(join(installed, 'package.json'))
  const targets = Object.values(Object(manifest['exports'])).flatMap((target) =>
    typeof target === 'string'
      ? [target]
      : Object.entries(Object(target)).flatMap(([condition, file]) => (condition === 'runtruth-source' ? [] : [String(file)])),
  )
  expect(targets.length).toBeGreaterThan(0)
  for (const target of targets) expect(packed).toContain(target.replace(/^\.\//, ''))
})

test('npx runtruth --help names the commands', async () => {
  const help = await run('npx', ['--no-install', 'runtruth', '--help'], project)
  for (const command of ['start', 'serve', 'work', 'reconcile', 'run', 'list', 'show', 'judge', 'doctor']) expect(help).toContain(command)
})

test('a host program type-checks against the published types, and a wrong one does not', async () => {
  await writeFile(
    join(project, 'host.ts'),
    `import { createRuntruth, defineConfig, defineOperation } from 'runtruth'
import { deriveVerdict, FRESHNESS_STATES, type FreshnessState, type Verdict } from 'runtruth/truth'
import { RuntruthActivity, type TokenProvider } from 'runtruth/activity'
import { pgBossSource, type JobToMap } from 'runtruth/pg-boss'

const verdict: Verdict = deriveVerdict({}, new Date(0).toISOString())
const states: readonly FreshnessState[] = FRESHNESS_STATES
const token: TokenProvider = async () => 'of this person'
export function show(strip: RuntruthActivity) {
  strip.token = token
  strip.refresh()
}
export const found: RuntruthActivity | null = document.querySelector('runtruth-activity')
// A payload is read as it is, or given a type.
const jobs = { mails: { tenant: (job: JobToMap<{ customer: string }>) => job.payload.customer } }
export const sources = [
  pgBossSource({ name: 'mail', workspace: 'acme', connection: 'postgres://localhost/mail', jobs }),
  pgBossSource({ name: 'bulk', workspace: 'acme', connection: 'postgres://localhost/mail', jobs: { '*': { tenant: (job) => job.payload.tenant } } }),
]
export const used = [createRuntruth, defineConfig, verdict.headline, states]

// @ts-expect-error a headline is text, so these types are really there
export const notText: number = verdict.headline
// @ts-expect-error a token is text
found!.token = 7
// @ts-expect-error an operation needs at least a type and something to run
export const notAnOperation = defineOperation({})
`,
  )
  await writeFile(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2024',
        lib: ['es2024', 'dom'],
        types: [],
        strict: true,
        skipLibCheck: true,
        noEmit: true,
      },
      files: ['host.ts'],
    }),
  )
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], project)
})

test('a host program runs: the entry points load and judge', async () => {
  await writeFile(
    join(project, 'host.mjs'),
    `import * as runtruth from 'runtruth'
import { deriveVerdict } from 'runtruth/truth'
import 'runtruth/pg-boss'
import 'runtruth/activity'
console.log(JSON.stringify([typeof runtruth.createRuntruth, typeof runtruth.defineOperation, deriveVerdict({}, '2026-01-01T00:00:00Z').freshness]))
`,
  )
  expect(JSON.parse(await run(process.execPath, ['host.mjs'], project))).toEqual(['function', 'function', 'unknown'])
})

test('runtruth/truth reaches for nothing outside itself, so that a browser can load it', async () => {
  const truth = join(installed, 'dist/truth')
  const open = [join(truth, 'index.js')]
  const seen = new Set<string>()
  const outside: string[] = []
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    for (const [, specifier] of (await readFile(file, 'utf8')).matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g)) {
      const target = join(dirname(file), specifier ?? '')
      if (specifier?.startsWith('.') && !relative(truth, target).startsWith('..')) open.push(target)
      else outside.push(`${relative(truth, file)} → ${specifier}`)
    }
  }
  expect(outside).toEqual([])
  expect(seen.size).toBeGreaterThan(1)

  // Alone in an empty place: no node_modules and no package around it.
  const alone = join(directory, 'alone')
  await cp(truth, alone, { recursive: true })
  await writeFile(join(alone, 'package.json'), '{ "type": "module" }')
  const loaded = await run(
    process.execPath,
    ['--input-type=module', '-e', "console.log(typeof (await import('./index.js')).deriveVerdict)"],
    alone,
  )
  expect(loaded.trim()).toBe('function')
})

test('runtruth/activity is one module that imports nothing, and a page rendered on a server may import it too', async () => {
  const element = await readFile(join(installed, 'dist/activity/index.js'), 'utf8')
  expect(element).not.toMatch(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"`]/)
  expect(element).toContain('runtruth-activity')
  expect((await readJson(join(installed, 'package.json')))['sideEffects']).toContain('./dist/activity/index.js')
})

/** Standard output; a failure carries everything that was printed. */
async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  // npm hands its own settings down, among them the project it was started in.
  const given = Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^NODE_OPTIONS$|^VITEST/.test(name))
  // What the machine trusts, its registry is trusted by: the Node of this project brings certificates of its own.
  const env = { ...Object.fromEntries(given), NODE_USE_SYSTEM_CA: '1' }
  return await new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${args.join(' ')}: ${error.message}\n${stdout}\n${stderr}`))
      else resolve(stdout)
    })
  })
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
}
