import { startEmbeddedPostgres } from '../../src/db/embedded/startEmbeddedPostgres.ts'
import { createTempDir } from '../support/tempDir.ts'
import { createTestDatabase } from '../support/testDatabase.ts'

export interface StandDatabase {
  readonly url: string
  restart(): Promise<void>
  close(): Promise<void>
}

/** An empty database for the queue of a stand: on the shared server, or on one of its own that can be restarted. */
export async function openStandDatabase({ ownStore }: { readonly ownStore: boolean }): Promise<StandDatabase> {
  if (!ownStore) {
    const { url, drop } = await createTestDatabase({ template: 'template1' })
    return {
      url,
      restart: async () => await Promise.reject(new Error('Others use this server as well; ask for ownStore.')),
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
    close: async () => {
      await server.stop()
      await directory.remove()
    },
  }
}
