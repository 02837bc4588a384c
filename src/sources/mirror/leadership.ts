import pg from 'pg'
import { translateDatabaseError } from '../../db/databaseErrors.ts'
import type { Log } from '../../log.ts'

/** Whether this process is the one that acts under a name; decided by a lock that the database drops with the connection. */
export interface Leadership {
  /** Asks anew each time. Throws while the database is away. */
  held(): Promise<boolean>
  close(): Promise<void>
}

const ANSWER_WITHIN_MS = 5_000

export function openLeadership(url: string, name: string, log: Log): Leadership {
  let client: pg.Client | undefined
  let held = false

  function forget(of: pg.Client): void {
    if (client !== of) return
    client = undefined
    held = false
  }

  async function connected(): Promise<pg.Client> {
    if (client) return client
    const next = new pg.Client({
      connectionString: url,
      application_name: name,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
    })
    next.on('error', () => forget(next))
    next.on('end', () => forget(next))
    await next.connect()
    client = next
    return next
  }

  return {
    held: async () => {
      try {
        const asking = await connected()
        // Asked also while it is held: a connection that was cut on the other side is found out here, not by a second leader.
        const text = held ? 'select true as held' : 'select pg_try_advisory_lock(hashtext($1), hashtext($2)) as held'
        const { rows } = await asking.query<{ held: boolean }>(text, held ? [] : ['runtruth', name])
        held = rows[0]?.held === true
        return held
      } catch (error) {
        const broken = client
        if (broken) {
          forget(broken)
          await broken.end().catch((ending: unknown) => log.debug({ err: ending }, 'a connection that broke did not end'))
        }
        throw translateDatabaseError(error)
      }
    },
    close: async () => {
      const ending = client
      if (!ending) return
      forget(ending)
      await ending.end().catch(() => {})
    },
  }
}
