import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/db/embedded/startEmbeddedPostgres.ts'

/** An empty embedded server with its own durable settings, gone afterwards; `settings` of the server beside them. */
export async function withBenchServer<T>(
  use: (url: string, postgresVersion: string) => Promise<T>,
  settings: Readonly<Record<string, string>> = {},
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'runtruth-bench-'))
  // Closed to everybody else by default, and PostgreSQL does not run as root.
  await chmod(dataDir, 0o711)
  try {
    const server = await startEmbeddedPostgres({ dataDir, settings })
    try {
      return await use(server.url, await versionOf(server.url))
    } finally {
      await server.stop()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

export async function versionOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version') as version`)
    return rows[0]?.version ?? 'unknown'
  } finally {
    await client.end()
  }
}
