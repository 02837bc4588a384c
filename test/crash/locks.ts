import pg from 'pg'
import { eventually } from '../support/eventually.ts'

export interface Lock {
  /** Waits until a statement with this text stands in line behind the lock; answers the application that sent it. */
  untilBlocked(text: RegExp, deadlineMs: number): Promise<string>
  /** Once is enough. */
  release(): Promise<void>
}

/**
 * Holds a row as any other transaction might, so that whoever writes to it stands still in exactly that statement: a
 * point in time to kill at that the product knows nothing about.
 */
export async function lockRun(url: string, workspaceId: number, runId: string): Promise<Lock> {
  return await lock(url, 'select 1 from runtruth.operation_runs where workspace_id = $1 and id = $2 for update', [workspaceId, runId])
}

/** The same with a whole table, also against readers. */
export async function lockTable(url: string, table: 'runtruth.workers'): Promise<Lock> {
  return await lock(url, `lock table ${table} in access exclusive mode`, [])
}

async function lock(url: string, statement: string, values: readonly unknown[]): Promise<Lock> {
  const holder = new pg.Client({ connectionString: url, application_name: 'lock holder' })
  holder.on('error', () => {})
  await holder.connect()
  const { rows } = await holder.query<{ pid: number }>('select pg_backend_pid() as pid')
  // Activity is seen as it was at the first look of a transaction, so the one that holds the lock cannot watch.
  const watcher = new pg.Client({ connectionString: url, application_name: 'lock watcher' })
  watcher.on('error', () => {})
  await watcher.connect()
  await holder.query('begin')
  await holder.query(statement, [...values])
  const holderPid = rows[0]?.pid
  let released = false
  return {
    untilBlocked: async (text, deadlineMs) =>
      await eventually(`a statement like ${text.source} to wait for the lock`, deadlineMs, async () => {
        const { rows } = await watcher.query<{ query: string; application: string }>(
          `select query, application_name as application from pg_stat_activity where $1 = any(pg_blocking_pids(pid))`,
          [holderPid],
        )
        const found = rows.find((row) => text.test(row.query))
        return found
          ? { found: found.application }
          : { seen: rows.map(({ query }) => query.replaceAll(/\s+/g, ' ').slice(0, 300)).join('; ') || 'nobody waits' }
      }),
    release: async () => {
      if (released) return
      released = true
      await holder.query('commit')
      await Promise.all([holder.end(), watcher.end()])
    },
  }
}
