import { manyOf, textOf, textsOf } from './answers.ts'
import { readServerInfo } from '../incarnation.ts'
import type { Redis } from './openRedis.ts'
import type { QueueNames } from './queueNames.ts'
import type { JobId } from './readJobs.ts'

export interface JobIdPage {
  readonly ids: readonly JobId[]
  readonly cursor: string | null
}

interface Place {
  readonly server: string
  /** Of SCAN; null: it has come round. */
  readonly scan: string | null
  /** Found by the last step and not told yet. */
  readonly left: readonly string[]
}

/** Keys of a store that holds much beside jobs are passed over in this many steps before a short page is answered. */
const STEPS_AT_MOST = 20
const STEP = 100
/** Keys that belong to a job and are no job; others that are none are told apart by what they hold. */
const NO_JOB = /:(lock|logs|dependencies|processed|failed|unsuccessful)$/

/**
 * Walks through the keys themselves, not through the lists: a job goes from list to list, its key stays, and SCAN meets every key
 * that is there all the while. It answers by buckets, so what is more than a page goes into the cursor. A place in a scan means
 * nothing to another server: after a failover the walk begins anew. Some jobs may come twice.
 */
export async function scanJobs(client: Redis, names: QueueNames, from: string | null, limit: number): Promise<JobIdPage> {
  const server = await serverOf(client)
  const began = from === null ? null : readPlace(from)
  const found = began?.server === server ? [...began.left] : []
  let scan = began?.server === server ? began.scan : '0'
  for (let step = 0; step < STEPS_AT_MOST && scan !== null && found.length < limit; step += 1) {
    const [next, keys] = await client.scan(scan, 'MATCH', names.pattern, 'COUNT', Math.max(limit - found.length, STEP), 'TYPE', 'hash')
    found.push(...keys.filter((key) => !NO_JOB.test(key) && names.ofKey(key) !== null))
    scan = next === '0' ? null : next
  }
  const left = found.splice(limit)
  const place: Place = { server, scan, left }
  return {
    ids: found.flatMap((key) => names.ofKey(key) ?? []),
    cursor: scan === null && left.length === 0 ? null : JSON.stringify([place.server, place.scan, ...place.left]),
  }
}

/** As written above; anything else is no place, and the walk begins anew. */
function readPlace(cursor: string): Place | null {
  try {
    const [server, scan, ...left] = manyOf(JSON.parse(cursor))
    return { server: textOf(server) ?? '', scan: textOf(scan), left: textsOf(left) }
  } catch {
    return null
  }
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
