import { schemaStatus } from '../../db/migrate.ts'
import { RuntruthError } from '../../errors.ts'
import { ok, problem, type Finding } from './finding.ts'

/** Whether the database has the schema that this code was written for. */
export async function checkSchema(url: string): Promise<readonly Finding[]> {
  try {
    const { pending, latest } = await schemaStatus(url)
    if (pending.length === 0) return [ok('schema', `The database has schema ${latest}, the one of this version.`)]
    return [problem('schema', `The database lacks ${pending.join(', ')}.`, 'Run: runtruth migrate')]
  } catch (error) {
    // Newer than this code, edited after it had landed, or too old a server: the message names it and the remedy.
    if (error instanceof RuntruthError && error.code === 'database_unsuitable')
      return [problem('schema', error.message, 'Bring code and database to the same version.')]
    throw error
  }
}
