import pg from 'pg'
import { translateDatabaseError } from '../db/databaseErrors.ts'
import type { JudgedRun } from '../ledger/judgedRun.ts'
import type { Log } from '../log.ts'

/**
 * What one reconciler remembers between looks, in memory and on purpose nowhere else: since when it has seen a run
 * orphaned. The memory is worth as much as the connection it was made on is unbroken, so it is tied to one: whatever cut
 * that connection may have cut the workers' as well, and then the first look counts for nothing.
 */
export interface Sightings {
  /** To be called with every look: forgets everything if the connection is not the one of the look before. */
  confirm(): Promise<void>
  /** Notes that this attempt is orphaned at `asOf`; answers since when it has been seen so, null at first sight. */
  see(workspaceId: number, judged: JudgedRun): string | null
  /** It is not orphaned, or no longer open: a later sighting is a first one again. */
  unsee(workspaceId: number, judged: JudgedRun): void
  /** Ends a complete sweep: drops what it did not come across. */
  endSweep(): void
  /** Whether an adapter was not asked about this attempt within the last `everyMs`; notes that it is asked now. */
  mayAsk(workspaceId: number, judged: JudgedRun, nowMs: number, everyMs: number): boolean
  readonly size: number
  close(): Promise<void>
}

/** A half-open connection answers never; without a limit the sweep would wait for it for ever. */
const ANSWER_WITHIN_MS = 5_000

interface Sighting {
  since: string
  sweep: number
}

export function openSightings(options: { readonly url: string; readonly log: Log }): Sightings {
  const seen = new Map<string, Sighting>()
  const asked = new Map<string, number>()
  let witness: pg.Client | undefined
  let identity: string | undefined
  let sweep = 0

  function forget(client?: pg.Client): void {
    // A connection that was given up earlier says goodbye late; by then another one may be the witness.
    if (client !== undefined && client !== witness) return
    witness = undefined
    identity = undefined
    seen.clear()
  }

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: 'runtruth reconciler',
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
    })
    client.on('error', () => forget(client))
    client.on('end', () => forget(client))
    await client.connect()
    return client
  }

  async function stillTheSame(client: pg.Client): Promise<boolean> {
    try {
      return (await identityOf(client)) === identity
    } catch (error) {
      options.log.info({ err: error }, 'the reconciler lost its connection; what it has seen counts as not seen')
      return false
    }
  }

  async function giveUp(): Promise<void> {
    const client = witness
    forget()
    await client?.end().catch(() => {})
  }

  return {
    confirm: async () => {
      try {
        if (witness && !(await stillTheSame(witness))) await giveUp()
        if (!witness) {
          const client = await connect()
          witness = client
          identity = await identityOf(client)
        }
      } catch (error) {
        await giveUp()
        throw translateDatabaseError(error)
      }
    },
    see: (workspaceId, judged) => {
      const key = keyOf(workspaceId, judged)
      const sighting = seen.get(key)
      if (sighting) {
        sighting.sweep = sweep
        return sighting.since
      }
      seen.set(key, { since: judged.verdict.asOf, sweep })
      return null
    },
    unsee: (workspaceId, judged) => {
      seen.delete(keyOf(workspaceId, judged))
    },
    endSweep: () => {
      for (const [key, sighting] of seen) if (sighting.sweep < sweep) seen.delete(key)
      sweep += 1
    },
    mayAsk: (workspaceId, judged, nowMs, everyMs) => {
      for (const [key, atMs] of asked) {
        if (nowMs - atMs < everyMs) break
        asked.delete(key)
      }
      const key = keyOf(workspaceId, judged)
      if (asked.has(key)) return false
      asked.set(key, nowMs)
      return true
    },
    get size() {
      return seen.size
    },
    close: giveUp,
  }
}

/** A pooler in between may keep our side open and change the other one. */
async function identityOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ identity: string }>(`select pg_backend_pid() || ' ' || pg_postmaster_start_time() as identity`)
  return rows[0]?.identity ?? ''
}

/** A sighting belongs to one attempt under one lease: the next attempt has done nothing to be suspected of. */
function keyOf(workspaceId: number, { run }: JudgedRun): string {
  return `${workspaceId} ${run.id} ${run.attempt} ${run.lease ?? ''}`
}
