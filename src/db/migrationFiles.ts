import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type MigrationFile = {
  /** File name without `.sql`, e.g. `000001_ledger`. */
  name: string
  version: number
  sql: string
  /** SHA-256 of the text with line feeds only, so that a checkout with other line endings is the same migration. */
  checksum: string
}

const FILE_NAME = /^(\d{6})_[a-z0-9_]+\.sql$/

/** The migrations that come with this package, the same from `src/`, from `dist/` and inside an installed package. */
export function packagedMigrationsDir(): string {
  let directory = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(directory, 'package.json'))) directory = dirname(directory)
  return join(directory, 'migrations')
}

/** In order of their numbers. Other files in the directory (the schema snapshot) are not migrations. */
export function readMigrationFiles(directory: string): MigrationFile[] {
  const names = existsSync(directory) ? readdirSync(directory).toSorted() : []
  const files = names.flatMap((fileName) => {
    const digits = FILE_NAME.exec(fileName)?.[1]
    if (digits === undefined) return []
    const sql = readFileSync(join(directory, fileName), 'utf8').replaceAll('\r\n', '\n')
    const checksum = createHash('sha256').update(sql).digest('hex')
    return [{ name: fileName.slice(0, -'.sql'.length), version: Number(digits), sql, checksum }]
  })
  for (const [index, file] of files.entries()) {
    const previous = files[index - 1]
    if (previous?.version === file.version) throw new Error(`Two migrations bear the same number: ${previous.name} and ${file.name}.`)
  }
  return files
}
