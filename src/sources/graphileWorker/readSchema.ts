import { RuntruthError } from '../../errors.ts'
import type { QueueDatabase } from '../openQueueDatabase.ts'
import { DESCRIBE_SCHEMA, type FoundTable } from './sql/describeSchema.ts'
import type { Tables } from './sql/tables.ts'

/**
 * Which tables this schema has, checked to be readable whole. Rows that row security hides would read as jobs that are
 * gone, and gone is how Graphile Worker records success: every job would seem to have succeeded.
 */
export async function readSchema(database: QueueDatabase, source: string, schema: string): Promise<Tables> {
  const found = await database.read<FoundTable>(DESCRIBE_SCHEMA, [schema])
  const named = new Map(found.map((table) => [table.name, table]))
  const prefix = named.has('_private_jobs') ? '_private_' : ''
  const [jobs, tasks, queues] = ['jobs', 'tasks', 'job_queues'].map((name) => named.get(prefix + name))
  if (!jobs || !tasks || !queues || !jobs.hasTaskId) {
    throw unsuitable(
      source,
      `there is no Graphile Worker of version 0.14 or later in the schema "${schema}". Expected its tables, e.g. ${schema}._private_jobs; its first worker creates them.`,
    )
  }
  for (const table of [jobs, tasks, queues]) {
    const whole = `${schema}.${table.name}`
    if (!table.readable) throw unsuitable(source, `the role may not read ${whole}. Run: grant usage on schema and select on its tables.`)
    if (table.hidesRows) {
      throw unsuitable(
        source,
        `row security hides rows of ${whole} from the role. Give it BYPASSRLS, or a policy for select using (true) on each table.`,
      )
    }
  }
  const qualified = (table: FoundTable) => `${quoteName(schema)}.${quoteName(table.name)}`
  return { jobs: qualified(jobs), tasks: qualified(tasks), queues: qualified(queues), sequence: jobs.sequence }
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function unsuitable(source: string, what: string): RuntruthError {
  return new RuntruthError('database_unsuitable', `Source "${source}": ${what}`)
}
