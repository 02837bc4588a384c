import { readEnvironment } from '../../app/environment.ts'
import { findDatabase } from '../../app/findDatabase.ts'
import { migrate as migrateDatabase } from '../../db/migrate.ts'
import { createLog } from '../../log.ts'
import type { Io } from '../io.ts'
import { answer } from '../render/answer.ts'

export async function migrate({ flags, io }: { readonly flags: { readonly json: boolean }; readonly io: Io }): Promise<number> {
  const environment = readEnvironment(io.env, io.cwd)
  const result = await migrateDatabase({ url: findDatabase(environment), log: createLog(environment.logLevel ?? 'warn') })
  const sentence =
    result.applied.length === 0
      ? 'Nothing to do: the database has the schema of this version.'
      : `Applied ${result.applied.join(', ')}. The database has the schema of this version.`
  answer(io, flags.json, result, sentence)
  return 0
}
