import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { TEMPLATE_DATABASE } from './templateDatabase.ts'

export type TestDatabase = {
  url: string
  name: string
  /** Removes it. Throws when a session is still open, naming who left it. */
  drop(): Promise<void>
}

export type TestDatabaseOptions = {
  /** Default: the migrated template. `template1` gives an empty database. */
  template?: string
}

/** A server process outlives its client's goodbye for a moment; a session still there after this was never closed. */
const CLOSING_LIMIT_MS = 2_000
const ASK_AGAIN_MS = 10

const CLONE_LOCK = 7_420_000_002

/** A private clone of the template, one per test file. */
export async function createTestDatabase({ template = TEMPLATE_DATABASE }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdmin(async (client) => {
    // One clone at a time: PostgreSQL refuses a template that is in use, and a clone in the making counts as use.
    await client.query('select pg_advisory_lock($1)', [CLONE_LOCK])
    await client.query(`create database ${name} template ${client.escapeIdentifier(template)}`)
  })
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  return { url: url.href, name, drop: async () => await dropChecked(name) }
}

async function dropChecked(name: string): Promise<void> {
  await asAdmin(async (client) => {
    const leaked = await leakedSessions(client, name)
    await client.query(`drop database if exists ${name} with (force)`)
    if (leaked.length > 0) throw new Error(`Sessions left open in ${name}:\n${leaked.join('\n')}`)
  })
}

async function leakedSessions(client: pg.Client, name: string): Promise<string[]> {
  for (let waitedMs = 0; ; waitedMs += ASK_AGAIN_MS) {
    const { rows } = await client.query<{ session: string }>(
      `select format('%s pid %s, %s, last query: %s', coalesce(nullif(application_name, ''), '(no application_name)'), pid, state, left(query, 200)) as session
         from pg_stat_activity where datname = $1 and backend_type = 'client backend' order by pid`,
      [name],
    )
    if (rows.length === 0 || waitedMs >= CLOSING_LIMIT_MS) return rows.map((row) => row.session)
    await delay(ASK_AGAIN_MS)
  }
}

async function asAdmin(use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl'), application_name: 'test databases' })
  await client.connect()
  try {
    await use(client)
  } finally {
    await client.end()
  }
}
