import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { LaunchedServer } from './launchServer.ts'

const RETRY_EVERY_MS = 20
const CONNECT_LIMIT_MS = 5_000

/** PostgreSQL is starting up or still replaying its log; that takes as long as it takes, and the server lives meanwhile. */
const NOT_YET = new Set(['57P03', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE'])

/** Resolves once the database of `url` accepts a session; creates it on the first start. Rejects when the server ends first. */
export async function waitUntilReady(url: string, server: Pick<LaunchedServer, 'hasExited'>): Promise<void> {
  for (;;) {
    const code = await tryToConnect(url)
    if (code === null) return
    if (code === '3D000') {
      await createDatabase(url)
      continue
    }
    if (server.hasExited()) throw new Error('it ended while starting')
    if (!NOT_YET.has(code)) throw new Error(`it does not let us in (${code})`)
    await delay(RETRY_EVERY_MS)
  }
}

async function tryToConnect(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_LIMIT_MS, application_name: 'runtruth start' })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return null
  } catch (error) {
    return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'ECONNRESET'
  } finally {
    await client.end().catch(() => {})
  }
}

async function createDatabase(url: string): Promise<void> {
  const maintenance = new URL(url)
  const name = maintenance.pathname.slice(1)
  maintenance.pathname = '/postgres'
  const client = new pg.Client({ connectionString: maintenance.href, application_name: 'runtruth start' })
  await client.connect()
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}
