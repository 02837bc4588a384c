import process from 'node:process'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/db/embedded/startEmbeddedPostgres.ts'
import { createTempDir } from '../support/tempDir.ts'
import { createTestDatabase } from '../support/testDatabase.ts'

export interface StandDatabase {
  readonly url: string
  restart(): Promise<void>
  /** One of its processes dies, and it drops every session without being started anew. */
  crash(): Promise<void>
  close(): Promise<void>
}

async function refuse(): Promise<never> {
  return await Promise.reject(new Error('Others use this server as well; ask for ownStore.'))
}

/** An empty database for the queue of a stand: on the shared server, or on one of its own that can be restarted. */
export async function openStandDatabase({ ownStore }: { readonly ownStore: boolean }): Promise<StandDatabase> {
  if (!ownStore) {
    const { url, drop } = await createTestDatabase({ template: 'template1' })
    return {
      url,
      restart: refuse,
      crash: refuse,
      close: drop,
    }
  }
  const directory = await createTempDir('stand')
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  let server = await startEmbeddedPostgres({ dataDir: directory.path, settings })
  return {
    url: server.url,
    restart: async () => {
      await server.stop()
      server = await startEmbeddedPostgres({ dataDir: directory.path, port: server.port, settings })
    },
    crash: async () => {
      const victim = new pg.Client({ connectionString: server.url })
      victim.on('error', () => {})
      await victim.connect()
      // What was committed may not have been written yet, by the settings above.
      await victim.query('checkpoint')
      const { rows } = await victim.query<{ pid: number }>('select pg_backend_pid() as pid')
      const ended = new Promise((resolve) => victim.once('end', resolve))
      if (rows[0]) process.kill(rows[0].pid, 'SIGKILL')
      await ended
    },
    close: async () => {
      await server.stop()
      await directory.remove()
    },
  }
}
