import pg from 'pg'
import { SESSION_LOCK_CLASS } from '../../src/ledger/sql/selectWorkers.ts'

const BEAT_MS = 2_000

/** The workers of the seed are alive as far as anybody can tell: sessions held, hearts beating. */
export async function holdSessions(url: string): Promise<{ end(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench workers' })
  await client.connect()
  const beat = async () => await client.query('update runtruth.workers set heartbeat_at = now()')
  await client.query(`select pg_advisory_lock(${SESSION_LOCK_CLASS}, session_key) from runtruth.workers`)
  await beat()
  const timer = setInterval(() => void beat().catch(() => {}), BEAT_MS)
  return {
    end: async () => {
      clearInterval(timer)
      await client.end()
    },
  }
}
