import { randomInt } from 'node:crypto'
import pg from 'pg'
import type { Services } from '../../work/services.ts'
import { ok, problem, type Finding } from './finding.ts'

const CONNECT_LIMIT_MS = 5_000

/**
 * Whether a session is one's own: a worker is known to live by a lock that its session holds. A pooler in transaction
 * mode gives the session to somebody else between two statements; here somebody else is made to want one.
 */
export async function checkSessions({ db }: Services): Promise<readonly Finding[]> {
  const ours = new pg.Client({ connectionString: db.url, application_name: 'runtruth doctor', connectionTimeoutMillis: CONNECT_LIMIT_MS })
  const rival = new pg.Client({ connectionString: db.url, application_name: 'runtruth doctor', connectionTimeoutMillis: CONNECT_LIMIT_MS })
  for (const client of [ours, rival]) client.on('error', () => {})
  const key = randomInt(1, 2 ** 31 - 1)
  try {
    await ours.connect()
    await rival.connect()
    await ours.query('select pg_advisory_lock($1, $1)', [key])
    await rival.query('begin')
    const { rows } = await ours.query<{ held: boolean }>(
      `select exists (select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and classid::bigint = $1::bigint and objid::bigint = $1::bigint) as held`,
      [key],
    )
    await rival.query('rollback')
    if (rows[0]?.held === true) return [ok('sessions', 'A session keeps its locks from one statement to the next.')]
    return [
      problem(
        'sessions',
        'A lock taken by one statement is gone at the next: between here and PostgreSQL stands a pooler in transaction mode.',
        'Give workers and the reconciler a direct connection, or a pooler in session mode, in DATABASE_URL.',
      ),
    ]
  } finally {
    await ours.query('select pg_advisory_unlock($1, $1)', [key]).catch(() => {})
    await Promise.allSettled([ours.end(), rival.end()])
  }
}
