import { createHash } from 'node:crypto'
import { chmod, mkdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { composeServices } from '../../src/app/composeServices.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/db/embedded/startEmbeddedPostgres.ts'
import { migrate } from '../../src/db/migrate.ts'
import { silentLog } from '../../src/log.ts'
import type { BenchOptions } from '../support/benchReport.ts'
import { versionOf } from '../support/benchServer.ts'
import { ALL_TYPES } from './ledgerShape.ts'
import { refreshOpenRuns, seedLedger } from './seedLedger.ts'

const DIRECTORY = join(tmpdir(), 'runtruth-bench-ledger')

export interface SeededServer {
  readonly url: string
  readonly postgresVersion: string
  stop(): Promise<void>
}

/** An embedded server with its own durable settings and the seeded ledger; a kept one is used again if it is still the same. */
export async function startSeededServer({ keep, progress }: BenchOptions): Promise<SeededServer> {
  const wanted = await fingerprint()
  let server = await startServer()
  try {
    if ((await withClient(server.url, seededAs)) !== wanted) {
      progress('seeding a ledger')
      // Also what another schema or seed has left.
      await server.stop()
      await rm(DIRECTORY, { recursive: true, force: true })
      server = await startServer()
      await seed(server.url, wanted, progress)
    }
    // A kept one may be of before the newest migrations.
    await migrate({ url: server.url })
    await withClient(server.url, refreshOpenRuns)
    const postgresVersion = await versionOf(server.url)
    const { url, stop } = server
    return {
      url,
      postgresVersion,
      stop: async () => {
        await stop()
        if (!keep) await rm(DIRECTORY, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function startServer(): Promise<EmbeddedPostgres> {
  await mkdir(DIRECTORY, { recursive: true })
  // Closed to everybody else by default, and PostgreSQL does not run as root.
  await chmod(DIRECTORY, 0o711)
  return await startEmbeddedPostgres({ dataDir: DIRECTORY })
}

async function seed(url: string, fingerprinted: string, progress: (text: string) => void): Promise<void> {
  await migrate({ url })
  const composition = composeServices({ url, operations: [], log: silentLog })
  await composition.services.queue.prepare(ALL_TYPES).finally(async () => await composition.close())
  await withClient(url, async (client) => {
    await seedLedger(client, ALL_TYPES, progress)
    await client.query(`create table public.bench_seed (fingerprint text not null)`)
    await client.query(`insert into public.bench_seed values ($1)`, [fingerprinted])
  })
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench seed' })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

async function seededAs(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ found: boolean }>(`select to_regclass('public.bench_seed') is not null as found`)
  if (rows[0]?.found !== true) return undefined
  const seed = await client.query<{ fingerprint: string }>('select fingerprint from public.bench_seed')
  return seed.rows[0]?.fingerprint
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const file of ['./seedLedger.ts', './ledgerShape.ts', '../../migrations/000001_ledger.sql']) {
    hash.update(await readFile(fileURLToPath(new URL(file, import.meta.url))))
  }
  return hash.digest('hex')
}
