import type { Client } from 'pg'

/** Any number, as long as nobody else uses it: "runtruth" as a hash would say no more. */
const MIGRATION_LOCK = 7_420_000_001

/**
 * Runs `step` in a transaction of its own that no other migrating process shares in time. The lock belongs to the
 * transaction, not the session, so it holds behind a transaction-mode pooler too.
 */
export async function exclusively<T>(client: Client, step: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    const result = await step()
    await client.query('commit')
    return result
  } catch (error) {
    // A broken connection has rolled back already.
    await client.query('rollback').catch(() => {})
    throw error
  }
}
