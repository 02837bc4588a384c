import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { clusterDirOf } from '../../src/db/embedded/cluster.ts'
import { startEmbeddedPostgres } from '../../src/db/embedded/startEmbeddedPostgres.ts'

export type Standby = {
  /** The same database as the primary's URL, on the standby; read-only until promoted. */
  url: string
  port: number
  pid: number
  /** Resolves once everything committed on the primary before the call can be read here. */
  waitCaughtUp(): Promise<void>
  /** Makes it a primary of its own, on a new timeline. Sessions on it survive. */
  promote(): Promise<void>
  stop(): Promise<void>
}

const ASK_AGAIN_MS = 10
const PROMOTION_LIMIT_S = 60

/** Belongs to the running primary alone: its process, its sessions, its slots, and the log that the standby streams. */
const CONTENT_LEFT_BEHIND = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
])
const FILE_LEFT_BEHIND = /^(postmaster\.(pid|opts)|pg_internal\.init.*|pgsql_tmp.*)$/

/** A standby refuses to start when these are smaller than on its primary. */
const NOT_SMALLER = ['max_connections', 'max_worker_processes', 'max_wal_senders', 'max_prepared_transactions', 'max_locks_per_transaction']

/** A streaming hot standby, made without pg_basebackup: a file copy between pg_backup_start and pg_backup_stop. `dir` becomes its data directory. */
export async function createStandby(primary: { dataDir: string; url: string }, dir: string): Promise<Standby> {
  const slot = `standby_${randomBytes(6).toString('hex')}`
  const clusterDir = clusterDirOf(dir)
  await mkdir(clusterDir, { recursive: true, mode: 0o700 })
  const settings = await onServer(primary.url, async (client) => {
    // Keeps the log from the moment of the backup on, however much the test writes before the standby connects.
    await client.query('select pg_create_physical_replication_slot($1, true)', [slot])
    await client.query(`select pg_backup_start('standby', true)`)
    await copyCluster(clusterDirOf(primary.dataDir), clusterDir)
    const { rows: labels } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
    await writeFile(join(clusterDir, 'backup_label'), labels[0]?.labelfile ?? '')
    const { rows } = await client.query<{ name: string; setting: string }>('select name, setting from pg_settings where name = any($1)', [
      NOT_SMALLER,
    ])
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
  })
  await writeFile(join(clusterDir, 'standby.signal'), '')

  const { hostname, port, username, password, pathname } = new URL(primary.url)
  const server = await startEmbeddedPostgres({
    dataDir: dir,
    settings: {
      ...settings,
      fsync: 'off',
      primary_conninfo: `host=${hostname} port=${port} user=${username} password=${password} application_name=${slot}`,
      primary_slot_name: slot,
    },
  })
  const standbyUrl = new URL(server.url)
  standbyUrl.pathname = pathname
  const url = standbyUrl.href
  return {
    url,
    port: server.port,
    pid: server.pid,
    waitCaughtUp: async () => {
      const target = await onServer(primary.url, flushedPosition)
      await onServer(url, async (client) => {
        for (;;) {
          const { rows } = await client.query<{ reached: boolean }>('select pg_last_wal_replay_lsn() >= $1::pg_lsn as reached', [target])
          if (rows[0]?.reached === true) return
          await delay(ASK_AGAIN_MS)
        }
      })
    },
    promote: async () => {
      await onServer(url, async (client) => {
        const { rows } = await client.query<{ promoted: boolean }>('select pg_promote(true, $1) as promoted', [PROMOTION_LIMIT_S])
        if (rows[0]?.promoted !== true)
          throw new Error(`The standby was not promoted within ${PROMOTION_LIMIT_S} s; see ${server.logFile}.`)
      })
    },
    stop: async () => {
      await server.stop()
      // A slot nobody reads makes the primary keep its log for ever. A primary that is gone has no use for it.
      await onServer(primary.url, async (client) => {
        await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active', [
          slot,
        ])
      }).catch(() => {})
    },
  }
}

async function onServer<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'standby support' })
  client.on('error', () => {})
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** Only flushed log is sent, and with synchronous_commit off a commit may not be flushed yet; this commit is, with all before it. */
async function flushedPosition(client: pg.Client): Promise<string> {
  await client.query('set synchronous_commit = on')
  await client.query(`select pg_logical_emit_message(true, 'standby', '')`)
  const { rows } = await client.query<{ position: string }>('select pg_current_wal_flush_lsn()::text as position')
  return rows[0]?.position ?? ''
}

async function copyCluster(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true }).catch(() => [])) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) {
      await mkdir(target, { recursive: true, mode: 0o700 })
      if (!CONTENT_LEFT_BEHIND.has(entry.name)) await copyCluster(source, target)
    } else if (!FILE_LEFT_BEHIND.test(entry.name)) {
      // What is dropped while we copy is dropped again by the log.
      await copyFile(source, target).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      })
    }
  }
}
