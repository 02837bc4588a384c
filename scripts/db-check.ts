/** Fails when migrations/schema.sql is not the picture of what the migrations make. */
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { lineDiff } from './lineDiff.ts'
import { withMigratedDatabase } from './migratedDatabase.ts'
import { SNAPSHOT_FILE, schemaSnapshot } from './schemaSnapshot.ts'

const kept = await readFile(SNAPSHOT_FILE, 'utf8').catch(() => '')
const diff = lineDiff(kept, await withMigratedDatabase(schemaSnapshot))
if (diff !== null) {
  process.stderr.write(`${SNAPSHOT_FILE} is not what the migrations make. Run \`npm run db:dump\` and review the difference:\n${diff}\n`)
  process.exitCode = 1
}
