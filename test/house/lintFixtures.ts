import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { projectRoot } from './projectRoot.ts'

const fixtures = join(projectRoot, 'test/house/fixtures/lint')

export interface FixtureFile {
  /** As oxlint names it, e.g. `house(one-clock)`. */
  readonly rule: string
  readonly kind: 'bad' | 'good'
  /** The path the fixture pretends to have in the project. */
  readonly path: string
  /** Lines marked `// fires`; none marked means that any line will do. */
  readonly expectedLines: readonly number[]
}

export interface Diagnostic {
  readonly rule: string
  readonly path: string
  readonly line: number
}

/** Fixture folders are named `<plugin>.<rule>` and hold `bad` and `good` trees of project paths. */
export async function readFixtures(): Promise<FixtureFile[]> {
  const found: FixtureFile[] = []
  for (const folder of await readdir(fixtures)) {
    const [plugin, rule] = folder.split('.')
    for (const kind of ['bad', 'good'] as const) {
      const tree = join(fixtures, folder, kind)
      for (const entry of await readdir(tree, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue
        const absolute = join(entry.parentPath, entry.name)
        const lines = (await readFile(absolute, 'utf8')).split('\n')
        found.push({
          rule: `${plugin}(${rule})`,
          kind,
          path: relative(tree, absolute).split(sep).join('/'),
          expectedLines: lines.flatMap((line, index) => (line.endsWith('// fires') ? [index + 1] : [])),
        })
      }
    }
  }
  return found
}

/**
 * Lints all fixtures of one kind at the paths they pretend to have, in a copy of the house that has its real configuration,
 * its real plugin and nothing else. So a rule that was switched off, misspelled or never loaded is found here.
 */
export async function lintFixtures(kind: 'bad' | 'good'): Promise<Diagnostic[]> {
  const house = await realpath(await mkdtemp(join(tmpdir(), 'runtruth-lint-')))
  try {
    for (const part of ['.oxlintrc.json', 'tsconfig.json', 'package.json', 'scripts/lint']) {
      await cp(join(projectRoot, part), join(house, part), { recursive: true })
    }
    await symlink(join(projectRoot, 'node_modules'), join(house, 'node_modules'), 'dir')
    for (const folder of await readdir(fixtures)) {
      await cp(join(fixtures, folder, kind), house, { recursive: true })
    }
    return await runOxlint(house)
  } finally {
    await rm(house, { recursive: true, force: true })
  }
}

interface OxlintReport {
  diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[]
}

async function runOxlint(cwd: string): Promise<Diagnostic[]> {
  const program = join(projectRoot, 'node_modules/oxlint/bin/oxlint')
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [program, '--format', 'json'], { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      // Exit code 1 is the point of the bad fixtures; without JSON there was no lint at all.
      if (!stdout.trimStart().startsWith('{')) reject(new Error(`oxlint did not report: ${error?.message ?? ''}\n${stdout}\n${stderr}`))
      else resolve(stdout)
    })
  })
  const report = JSON.parse(output) as OxlintReport // its format is asserted by what the tests read from it
  return report.diagnostics.map((found) => ({
    rule: found.code.replace('typescript-eslint', 'typescript'),
    path: found.filename.split(sep).join('/'),
    line: found.labels[0]?.span.line ?? 0,
  }))
}
