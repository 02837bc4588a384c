import pg from 'pg'
import { RuntruthError } from '../errors.ts'
import { sqlState, translateDatabaseError } from './databaseErrors.ts'
import { type Log, silentLog } from '../log.ts'
import { type MigrationFile, packagedMigrationsDir, readMigrationFiles } from './migrationFiles.ts'
import { exclusively } from './migrationLock.ts'
import { type LandedMigration, pendingMigrations } from './migrationPlan.ts'
import { installedQueueVersion, migrateQueueSchema, packagedQueueVersion } from './queueSchema.ts'

export type MigrateOptions = {
  /** Connects as a user that may create schemas and roles. */
  url: string
  log?: Log
  /** Default: the migrations of this package. */
  directory?: string
}

export type MigrateResult = {
  /** Names in the order they were applied by this call; empty when there was nothing to do. */
  applied: string[]
  /** The number of the newest applied migration, 0 when there is none. */
  version: number
}

export type SchemaStatus = {
  current: number
  latest: number
  /** What `migrate` would do, by name; empty means ready to serve. */
  pending: string[]
}

const INSUFFICIENT_PRIVILEGE = '42501'

/** Row security, generated identities and `nulls not distinct` as we use them. */
const OLDEST_SERVER_VERSION = 150_000

const CREATE_RECORD = `
  create schema if not exists runtruth;
  create table if not exists runtruth.schema_migrations (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
  );`

/**
 * Brings the database to the schema of this package: our migrations, each in a transaction of its own, then the queue's.
 * Safe to run from any number of processes at once. Throws RuntruthError `database_unsuitable` or `database_unavailable`.
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const log = options.log ?? silentLog
  const files = readMigrationFiles(options.directory ?? packagedMigrationsDir())
  return await withClient(options.url, async (client) => {
    await exclusively(client, async () => await client.query(CREATE_RECORD))
    const applied: string[] = []
    for (;;) {
      // Asked again under the lock for every step: another process may have applied it meanwhile.
      const next = await exclusively(client, async () => {
        const [file] = pendingMigrations(files, await landedMigrations(client))
        if (file !== undefined) await apply(client, file)
        return file
      })
      if (next === undefined) break
      applied.push(next.name)
      log.info({ migration: next.name }, 'migration applied')
    }
    const queue = await migrateQueueSchema(client)
    if (queue.before !== queue.version) log.info({ from: queue.before, to: queue.version }, 'queue schema updated')
    return { applied, version: files.at(-1)?.version ?? 0 }
  })
}

/** Compares without changing anything. Throws like `migrate` when the two do not share one history. */
export async function schemaStatus(url: string, directory = packagedMigrationsDir()): Promise<SchemaStatus> {
  const files = readMigrationFiles(directory)
  return await withClient(url, async (client) => {
    const landed = (await hasRecord(client)) ? await landedMigrations(client) : []
    const pending = pendingMigrations(files, landed).map((file) => file.name)
    const queueVersion = packagedQueueVersion()
    if ((await installedQueueVersion(client)) !== queueVersion) pending.push(`queue schema ${queueVersion}`)
    const current = files.findLast((file) => landed.some(({ name }) => name === file.name))?.version ?? 0
    return { current, latest: files.at(-1)?.version ?? 0, pending }
  })
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'runtruth migrate' })
  // A connection lost between two statements is reported by the next one.
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (cause) {
    throw new RuntruthError('database_unavailable', `PostgreSQL cannot be reached: ${reasonOf(cause)}. Check DATABASE_URL.`, {}, { cause })
  }
  try {
    await refuseOldServer(client)
    return await use(client)
  } catch (cause) {
    if (sqlState(cause) !== INSUFFICIENT_PRIVILEGE) throw translateDatabaseError(cause)
    const message = `The database user may not do what a migration needs: ${reasonOf(cause)}. Migrate as the owner of the database, with the right to create roles.`
    throw new RuntruthError('database_unsuitable', message, {}, { cause })
  } finally {
    await client.end()
  }
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; name: string }>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as name`,
  )
  const [server] = rows
  if (server !== undefined) requireServerVersion(server.version, server.name)
}

/** `version` as in server_version_num, `name` as people know it. */
export function requireServerVersion(version: number, name: string): void {
  if (version >= OLDEST_SERVER_VERSION) return
  const message = `This PostgreSQL is ${name}; Runtruth needs 15 or newer. Upgrade it, or name another one in DATABASE_URL.`
  throw new RuntruthError('database_unsuitable', message, { expected: OLDEST_SERVER_VERSION, actual: version })
}

async function hasRecord(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(`select to_regclass('runtruth.schema_migrations') is not null as found`)
  return rows[0]?.found === true
}

async function landedMigrations(client: pg.Client): Promise<LandedMigration[]> {
  const { rows } = await client.query<LandedMigration>('select name, checksum from runtruth.schema_migrations order by name')
  return rows
}

async function apply(client: pg.Client, file: MigrationFile): Promise<void> {
  try {
    await client.query(file.sql)
  } catch (cause) {
    if (sqlState(cause) === INSUFFICIENT_PRIVILEGE) throw cause
    const message = `The migration ${file.name} failed and left nothing behind: ${reasonOf(cause)}.`
    throw new RuntruthError('database_unsuitable', message, { migration: file.name }, { cause })
  }
  await client.query('insert into runtruth.schema_migrations (name, checksum) values ($1, $2)', [file.name, file.checksum])
}

/** A name with several addresses fails with one error for each, and none of its own. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors.map(reasonOf).join(', ')
  return cause instanceof Error ? cause.message : String(cause)
}
