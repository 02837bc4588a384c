/** Writes src/db/schema.generated.ts from the migrated schema; with --check it only compares, and fails on a difference. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { lineDiff } from './lineDiff.ts'
import { withMigratedDatabase } from './migratedDatabase.ts'

const TYPES_FILE = fileURLToPath(new URL('../src/db/schema.generated.ts', import.meta.url))

async function generate(url: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'runtruth-types-'))
  try {
    const program = join(dirname(createRequire(import.meta.url).resolve('kysely-codegen')), 'cli', 'bin.js')
    const outFile = join(directory, 'schema.ts')
    // Tables keep their schema in the name: statements name them in full and depend on no search path.
    const options = [
      '--dialect',
      'postgres',
      '--url',
      url,
      '--include-pattern',
      'runtruth.*',
      '--out-file',
      outFile,
      '--log-level',
      'error',
    ]
    await promisify(execFile)(process.execPath, [program, ...options])
    return await readFile(outFile, 'utf8')
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const generated = await withMigratedDatabase(generate)
if (process.argv.includes('--check')) {
  const diff = lineDiff(await readFile(TYPES_FILE, 'utf8').catch(() => ''), generated)
  if (diff !== null) {
    process.stderr.write(`${TYPES_FILE} does not fit the migrations. Run \`npm run gen\`:\n${diff}\n`)
    process.exitCode = 1
  }
} else {
  await writeFile(TYPES_FILE, generated)
  process.stdout.write(`Wrote ${TYPES_FILE}\n`)
}
