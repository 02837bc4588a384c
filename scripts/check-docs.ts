/** Fails when README, ARCHITECTURE, CONTRIBUTING, CHANGELOG, docs or the pages of the examples promise something that is not there. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { CommandShape } from './docs/commandLines.ts'
import { docProblems } from './docs/docProblems.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The command line's own table; null only while there is no command line. */
async function readCommands(): Promise<CommandShape[] | null> {
  const url = new URL('../src/cli/commands.ts', import.meta.url)
  if (!existsSync(url)) return null
  const { COMMANDS } = (await import(url.href)) as { COMMANDS?: unknown } // looked at below
  if (!isCommandTable(COMMANDS)) {
    throw new Error('src/cli/commands.ts should export COMMANDS, an array of { name: "token create", flags: ["--workspace", …] }.')
  }
  return COMMANDS
}

function isCommandTable(value: unknown): value is CommandShape[] {
  if (!Array.isArray(value)) return false
  return value.every((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('name' in entry) || !('flags' in entry)) return false
    return typeof entry.name === 'string' && Array.isArray(entry.flags) && entry.flags.every((flag) => typeof flag === 'string')
  })
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> } // our own file
const pages = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: root }).toSorted()
const problems = docProblems({ root, pages, npmScripts: Object.keys(manifest.scripts), commands: await readCommands() })
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.stdout.write(`${pages.length} pages, ${problems.length} broken promises\n`)
if (problems.length > 0) process.exitCode = 1
