import type { Services } from '../../work/services.ts'
import { note, ok, problem, type Finding } from './finding.ts'

interface Settings {
  version: number
  versionName: string
  idleSessionTimeout: string
  maxConnections: number
  used: number
}

/** Version and settings of PostgreSQL that liveness depends on. */
export async function checkServer({ db }: Services): Promise<readonly Finding[]> {
  const { rows } = await db.asOwner(`
    select current_setting('server_version_num')::int as version, current_setting('server_version') as "versionName",
      current_setting('idle_session_timeout') as "idleSessionTimeout", current_setting('max_connections')::int as "maxConnections",
      (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used`)
  // The statement names its columns.
  const [settings] = rows as [Settings]
  const { versionName, idleSessionTimeout, maxConnections, used } = settings
  const findings: Finding[] = [ok('server', `PostgreSQL ${versionName}.`)]
  if (idleSessionTimeout !== '0') {
    findings.push(
      problem(
        'server',
        `idle_session_timeout is ${idleSessionTimeout}: PostgreSQL ends the sessions by which workers are known to live.`,
        'Set idle_session_timeout = 0 for the user in DATABASE_URL: alter role NAME set idle_session_timeout = 0',
      ),
    )
  }
  // The reserve an operator needs to get in at all is three by default.
  if (used >= maxConnections - RESERVE) {
    findings.push(note('server', `${used} of ${maxConnections} connections are in use.`, 'Raise max_connections, or run fewer processes.'))
  }
  return findings
}

const RESERVE = 10
