import { writeFile } from 'node:fs/promises'
import process from 'node:process'
import { withMigratedDatabase } from './migratedDatabase.ts'
import { SNAPSHOT_FILE, schemaSnapshot } from './schemaSnapshot.ts'

await writeFile(SNAPSHOT_FILE, await withMigratedDatabase(schemaSnapshot))
process.stdout.write(`Wrote ${SNAPSHOT_FILE}\n`)
