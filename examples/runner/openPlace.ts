import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/db/embedded/startEmbeddedPostgres.ts'

/** A directory that is gone afterwards, and a PostgreSQL in it. */
export interface Place {
  readonly directory: string
  /** Address of the ledger's database. */
  readonly ledger: string
  /** A database for the application, for the role that owns it, and for one that may only read there. */
  appDatabase(): Promise<{ readonly url: string; readonly readOnlyUrl: string }>
  close(): Promise<void>
}

/** Nothing here survives the example, so nothing has to survive a power cut. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

export async function openPlace(name: string): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), `runtruth-${name}-`))
  // PostgreSQL refuses to run as root and then has to reach its data as somebody else.
  await chmod(directory, 0o711)
  const remove = async () => await rm(directory, { recursive: true, force: true })
  const server = await startEmbeddedPostgres({ dataDir: directory, settings: SETTINGS }).catch(async (error: unknown) => {
    await remove()
    throw error
  })
  return {
    directory,
    ledger: server.url,
    appDatabase: async () => await createAppDatabase(server.url),
    close: async () => {
      await server.stop()
      await remove()
    },
  }
}

/** What docs/sources.md asks for a role that reads: `usage`, `select` and `pg_read_all_stats`; for Graphile Worker also `bypassrls`. */
async function createAppDatabase(server: string) {
  const [app, reader] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')]
  await run(server, [
    `create role app login password '${app}'`,
    `create role runtruth_reader login bypassrls password '${reader}' in role pg_read_all_stats`,
    'create database app owner app',
  ])
  const inside = new URL(server)
  inside.pathname = '/app'
  await run(inside.href, [
    'alter default privileges for role app grant usage on schemas to runtruth_reader',
    'alter default privileges for role app grant select on tables to runtruth_reader',
  ])
  const as = (role: string, password: string) => Object.assign(new URL(inside), { username: role, password }).href
  return { url: as('app', app), readOnlyUrl: as('runtruth_reader', reader) }
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
