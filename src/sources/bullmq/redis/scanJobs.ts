import type { Redis } from './openRedis.ts'
import type { QueueNames } from './queueNames.ts'
import type { JobId } from './readJobs.ts'
import { readServerInfo } from './incarnation.ts'

export interface JobIdPage {
  readonly ids: readonly JobId[]
  readonly cursor: string | null
}

/** Keys of a store that holds much beside jobs are passed over in this many steps before an empty page is answered. */
const STEPS_AT_MOST = 20
/** Keys that belong to a job or to a queue and are no job; others that are none are told apart by what they hold. */
const NO_JOB = /:(lock|logs|dependencies|processed|failed|unsuccessful)$/

/**
 * Walks through the keys themselves, not through the lists: a job goes from list to list, its key stays, and SCAN meets every key
 * that is there all the while. A place in a scan means nothing to another server, so after a failover the walk begins anew. A page
 * may be a little longer than asked, as SCAN answers by buckets; and some may come twice.
 */
export async function scanJobs(client: Redis, names: QueueNames, from: string | null, limit: number): Promise<JobIdPage> {
  const server = await serverOf(client)
  const [began, at] = from?.split('/') ?? []
  let cursor = began === server && at !== undefined ? at : '0'
  const ids: JobId[] = []
  for (let step = 0; step < STEPS_AT_MOST && ids.length < limit; step += 1) {
    const [next, keys] = await client.scan(cursor, 'MATCH', names.pattern, 'COUNT', Math.max(limit - ids.length, 100), 'TYPE', 'hash')
    for (const key of keys) {
      const job = NO_JOB.test(key) ? null : names.ofKey(key)
      if (job !== null) ids.push(job)
    }
    cursor = next
    if (cursor === '0') return { ids, cursor: null }
  }
  return { ids, cursor: `${server}/${cursor}` }
}

async function serverOf(client: Redis): Promise<string> {
  try {
    return readServerInfo(await client.info())?.runId ?? ''
  } catch (error) {
    // A server that does not tell who it is has no failover that could be noticed; one that is away throws here as well.
    if (error instanceof Error && /NOPERM|unknown command/i.test(error.message)) return ''
    throw error
  }
}
