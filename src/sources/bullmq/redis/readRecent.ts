import { manyOf, textsOf } from './answers.ts'
import { readEvents, type EventTail, type StreamEvent } from './eventTail.ts'
import type { Redis } from './openRedis.ts'
import type { JobId } from './readJobs.ts'

export interface RecentIds {
  readonly ids: readonly JobId[]
  /** Where each queue's stream was read to. */
  readonly cursor: string
  readonly complete: boolean
}

/** Of one queue in one call; what is more is read by the next one. */
const EVENTS_AT_MOST = 5_000
/** Where something was lost, these are told at once; everything else is found by whoever discovers again. */
const ACTIVE_AT_MOST = 1_000
const NEWEST = 200
const ANSWERS_PER_QUEUE = 5
const INFO_AT = 1
const START = '0-0'

/**
 * Ids of jobs to which something has happened since, by the queues' event streams. A stream loses its oldest entries, so an entry
 * that is still there proves that none after it is gone: the read begins with the very entry of the cursor.
 */
export async function readRecent(
  client: Redis,
  prefix: string,
  queues: readonly string[],
  cursor: string | null,
  tailOf: (queue: string) => EventTail,
): Promise<RecentIds> {
  const since = cursor === null ? null : readCursor(cursor)
  const pipeline = client.pipeline()
  for (const queue of queues) {
    const key = `${prefix}:${queue}:`
    if (since === null) pipeline.xrevrange(`${key}events`, '+', '-', 'COUNT', 1)
    else pipeline.xrange(`${key}events`, since.get(queue) ?? '-', '+', 'COUNT', EVENTS_AT_MOST + 1)
    // Refused for a stream that does not exist.
    pipeline.xinfo('STREAM', `${key}events`).exists(`${key}id`)
    pipeline.lrange(`${key}active`, 0, ACTIVE_AT_MOST - 1).lrange(`${key}wait`, 0, NEWEST - 1)
  }
  const answers = (await pipeline.exec()) ?? []
  // A cursor that nobody here has written leads nowhere.
  let complete = cursor === null || since !== null
  const until: [queue: string, event: string][] = []
  const ids = queues.flatMap((queue, index) => {
    const own = answers.slice(index * ANSWERS_PER_QUEUE, (index + 1) * ANSWERS_PER_QUEUE)
    own.forEach(([error], at) => {
      if (error !== null && at !== INFO_AT) throw error
    })
    const [events, , hadJobs, active, newest] = own.map(([, answer]) => answer)
    const info = own[INFO_AT]?.[0] === null ? manyOf(own[INFO_AT][1]) : null
    const read = readEvents(events)
    const from = since?.get(queue) ?? START
    until.push([queue, read.at(-1)?.id ?? (info === null ? START : from)])
    if (since === null) return []
    const whole = nothingLost(from, read, info, hadJobs === 1)
    complete &&= whole
    if (whole) tailOf(queue).feed(from, read)
    else tailOf(queue).forget()
    const told = read.flatMap(({ jobId, id }) => (jobId === null || id === from ? [] : [jobId]))
    return [...new Set(whole ? told : [...told, ...textsOf(active), ...textsOf(newest)])].map((id) => ({ queue, id }))
  })
  return { ids, cursor: JSON.stringify(until), complete }
}

function nothingLost(from: string, read: readonly StreamEvent[], info: readonly unknown[] | null, hadJobs: boolean): boolean {
  if (info === null) return from === START && !hadJobs
  if (from !== START) return read[0]?.id === from
  // From the beginning: Redis 7 counts what was ever added.
  const field = (name: string) => info[info.indexOf(name) + 1]
  return info.includes('entries-added') && field('entries-added') === field('length')
}

/** Written by an earlier call; null: by nobody here. */
function readCursor(cursor: string): ReadonlyMap<string, string> | null {
  try {
    return new Map(manyOf(JSON.parse(cursor)).map((pair) => [textsOf(pair)[0] ?? '', textsOf(pair)[1] ?? START]))
  } catch {
    return null
  }
}
