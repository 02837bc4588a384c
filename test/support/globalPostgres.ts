import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/db/embedded/startEmbeddedPostgres.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createTempDir } from './tempDir.ts'
import { TEMPLATE_DATABASE } from './templateDatabase.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser, database `runtruth`; tests take a clone through createTestDatabase instead. */
    postgresUrl: string
    postgresDataDir: string
  }
}

type SharedServer = { users: number; ready: Promise<{ url: string; dataDir: string; shutDown(): Promise<void> }> }

declare global {
  /** Each project of one run loads this module anew; the process is what they share. */
  var runtruthTestPostgres: SharedServer | undefined
}

/** Nothing here survives the run, so nothing has to survive a power cut. */
const SPEED_OVER_SAFETY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum_naptime: '10min' }

/** One server per run with a migrated template database, for every project that asks for it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = (globalThis.runtruthTestPostgres ??= { users: 0, ready: startServer() })
  shared.users += 1
  const { url, dataDir, shutDown } = await shared.ready
  project.provide('postgresUrl', url)
  project.provide('postgresDataDir', dataDir)
  return async () => {
    shared.users -= 1
    if (shared.users > 0) return
    globalThis.runtruthTestPostgres = undefined
    await shutDown()
  }
}

async function startServer() {
  const { path: dataDir, remove } = await createTempDir('test')
  try {
    const server = await startEmbeddedPostgres({ dataDir, settings: SPEED_OVER_SAFETY })
    await createTemplate(server.url)
    const shutDown = async () => {
      await server.stop()
      await remove()
    }
    return { url: server.url, dataDir, shutDown }
  } catch (error) {
    await remove()
    throw error
  }
}

async function createTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database ${TEMPLATE_DATABASE}`)
    const templateUrl = new URL(url)
    templateUrl.pathname = `/${TEMPLATE_DATABASE}`
    await migrate({ url: templateUrl.href })
    // A session on the template would make every clone fail, so nobody gets in any more.
    await client.query(`alter database ${TEMPLATE_DATABASE} with is_template true allow_connections false`)
  } finally {
    await client.end()
  }
}
