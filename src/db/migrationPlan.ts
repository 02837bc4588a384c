import { RuntruthError } from '../errors.ts'
import type { MigrationFile } from './migrationFiles.ts'

export type LandedMigration = { name: string; checksum: string }

/**
 * What is still to be applied, in order. Throws `database_unsuitable` when the database and this code do not share one
 * history: a database that is newer, a landed migration that was edited since, or one that was slipped in before a landed one.
 */
export function pendingMigrations(files: readonly MigrationFile[], landed: readonly LandedMigration[]): MigrationFile[] {
  const landedByName = new Map(landed.map((migration) => [migration.name, migration]))
  const known = new Set(files.map((file) => file.name))
  const unknown = landed.find((migration) => !known.has(migration.name))
  if (unknown !== undefined) {
    throw new RuntruthError(
      'database_unsuitable',
      `The database is newer than this Runtruth: it has the migration ${unknown.name}, which this version does not know. Upgrade Runtruth.`,
      { migration: unknown.name },
    )
  }
  const pending: MigrationFile[] = []
  for (const file of files) {
    const before = landedByName.get(file.name)
    if (before === undefined) {
      pending.push(file)
    } else if (before.checksum !== file.checksum) {
      throw new RuntruthError(
        'database_unsuitable',
        `The migration ${file.name} was changed after it had been applied to this database. Restore the file and put the change into a new migration.`,
        { migration: file.name, expected: before.checksum, actual: file.checksum },
      )
    } else if (pending[0] !== undefined) {
      throw new RuntruthError(
        'database_unsuitable',
        `The migration ${pending[0].name} is numbered before ${file.name}, which is already applied to this database. Give it the next free number.`,
        { migration: pending[0].name },
      )
    }
  }
  return pending
}
