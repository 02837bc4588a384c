import { createRequire } from 'node:module'
import type { Client } from 'pg'
import { getConstructionPlans, getMigrationPlans, type MigrationPartition } from 'pg-boss'
import { RuntruthError } from '../errors.ts'
import { exclusively } from './migrationLock.ts'

export const QUEUE_SCHEMA = 'runtruth_queue'

const APPLICATION_ROLES = ['runtruth_app', 'runtruth_system']

/** Installs or updates pg-boss's own schema and opens it to the application roles. Returns the version it had before, null when new. */
export async function migrateQueueSchema(client: Client): Promise<{ before: number | null; version: number }> {
  const version = packagedQueueVersion()
  const { before, afterwards } = await exclusively(client, async () => {
    const installed = await installedQueueVersion(client)
    if (installed === version) return { before: installed, afterwards: [] }
    if (installed !== null && installed > version) throw queueIsNewer(installed, version)
    if (installed === null) await client.query(`create schema if not exists ${QUEUE_SCHEMA}`)
    const plan =
      installed === null
        ? getConstructionPlans(QUEUE_SCHEMA, { createSchema: false })
        : getMigrationPlans(QUEUE_SCHEMA, installed, { partitionTables: await queuePartitions(client) })
    const { transaction, concurrent } = splitPlan(plan)
    // The plan brings its own begin and commit. Inside our transaction the begin is void and the commit ends ours, so the
    // look before and the change after are one step under one lock.
    await client.query(transaction)
    return { before: installed, afterwards: concurrent }
  })
  for (const statement of afterwards) await client.query(statement)
  await exclusively(client, async () => await grantQueueRights(client))
  return { before, version }
}

/** The pg-boss schema version of the database, null when it is not installed. */
export async function installedQueueVersion(client: Client): Promise<number | null> {
  const exists = await client.query<{ found: boolean }>(`select to_regclass($1) is not null as found`, [`${QUEUE_SCHEMA}.version`])
  if (exists.rows[0]?.found !== true) return null
  const { rows } = await client.query<{ version: number }>(`select version from ${QUEUE_SCHEMA}.version`)
  return rows[0]?.version ?? null
}

/** The pg-boss schema version that the installed pg-boss package expects. */
export function packagedQueueVersion(): number {
  const manifest: unknown = createRequire(import.meta.url)('pg-boss/package.json')
  if (typeof manifest === 'object' && manifest !== null && 'pgboss' in manifest) {
    const { pgboss } = manifest
    if (typeof pgboss === 'object' && pgboss !== null && 'schema' in pgboss && typeof pgboss.schema === 'number') return pgboss.schema
  }
  throw new RuntruthError(
    'internal',
    'The installed pg-boss package does not name its schema version; expected pgboss.schema in its package.json.',
  )
}

/** Index builds that must run outside a transaction follow the plan's commit, one statement each. */
function splitPlan(plan: string): { transaction: string; concurrent: string[] } {
  const end = /^\s*COMMIT;\s*$/im.exec(plan)
  if (end === null) return { transaction: plan, concurrent: [] }
  const cut = end.index + end[0].length
  const concurrent = plan
    .slice(cut)
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replaceAll(/^--.*$/gm, '').trim() !== '')
  return { transaction: plan.slice(0, cut), concurrent }
}

async function queuePartitions(client: Client): Promise<MigrationPartition[]> {
  const { rows } = await client.query<MigrationPartition>(
    `select table_name as "tableName", policy from ${QUEUE_SCHEMA}.queue where partition order by name`,
  )
  return rows
}

function queueIsNewer(actual: number, expected: number): RuntruthError {
  const message = `The queue schema ${QUEUE_SCHEMA} is newer than this Runtruth: version ${actual}, expected ${expected}. Upgrade Runtruth.`
  return new RuntruthError('database_unsuitable', message, { actual, expected })
}

async function grantQueueRights(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select rolname as name from pg_roles where rolname = any($1) order by 1', [
    APPLICATION_ROLES,
  ])
  for (const { name } of rows) {
    const role = client.escapeIdentifier(name)
    await client.query(`
      grant usage on schema ${QUEUE_SCHEMA} to ${role};
      grant select, insert, update, delete on all tables in schema ${QUEUE_SCHEMA} to ${role};
      grant usage, select on all sequences in schema ${QUEUE_SCHEMA} to ${role};
      grant execute on all functions in schema ${QUEUE_SCHEMA} to ${role};
      alter default privileges in schema ${QUEUE_SCHEMA} grant select, insert, update, delete on tables to ${role};
      alter default privileges in schema ${QUEUE_SCHEMA} grant usage, select on sequences to ${role};
      alter default privileges in schema ${QUEUE_SCHEMA} grant execute on functions to ${role};
    `)
  }
}
