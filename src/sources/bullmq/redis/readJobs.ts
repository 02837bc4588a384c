import type { JobState } from '../../contract.ts'
import type { JobRecord } from '../jobWord.ts'
import { manyOf, numberOf, parsed, remainingMsOf, textOf, textsOf, timeOf } from './answers.ts'
import { readTogether, type Redis } from './openRedis.ts'

export interface JobId {
  readonly queue: string
  readonly id: string
}

export interface RedisJob {
  readonly record: JobRecord
  /** Name of the worker of the last attempt. */
  readonly processedBy: string | null
  /** Remaining life of the lock; null: there is none. */
  readonly lockMs: number | null
  readonly nowMs: number
}

const FIELDS = [
  'name',
  'data',
  'timestamp',
  'opts',
  'delay',
  'processedOn',
  'finishedOn',
  'atm',
  'attemptsMade',
  'ats',
  'progress',
  'failedReason',
  'stacktrace',
  'pb',
] as const
type Field = (typeof FIELDS)[number]
// Each of them is in the list.
const PLACES = Object.fromEntries(FIELDS.map((field, place) => [field, place])) as Readonly<Record<Field, number>>
/** A field of a job's hash; null where it has none. */
type Hash = (field: Field) => string | null

/** Jobs read at one moment; Redis serves nobody else meanwhile, so it is kept short. */
const AT_ONCE = 250
const ANSWERS_PER_JOB = 3
const ANSWERS_PER_QUEUE = 2
/** Those of its sorted sets that tell a job's state by having it. */
const SETS = ['delayed', 'completed', 'failed', 'waiting-children'] as const
/** A delayed job's score is its due time followed by twelve bits that keep jobs in order. */
const SCORE_BITS = 0x1000

/**
 * What Redis keeps of jobs, in the order asked; null: no such job. Each is read at one moment with the lists it may be in, so that a
 * job on its way from one to the next is never seen in neither. The waiting lists are not searched, which costs their length:
 * a job that is nowhere else is waiting.
 */
export async function readJobs(client: Redis, prefix: string, ids: readonly JobId[]): Promise<(RedisJob | null)[]> {
  const parts = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, part) => ids.slice(part * AT_ONCE, (part + 1) * AT_ONCE))
  return (await Promise.all(parts.map(async (part) => await readPart(client, prefix, part)))).flat()
}

async function readPart(client: Redis, prefix: string, ids: readonly JobId[]): Promise<(RedisJob | null)[]> {
  const queues = [...new Set(ids.map(({ queue }) => queue))]
  const asked = new Map(queues.map((name) => [name, ids.filter(({ queue }) => queue === name).map(({ id }) => id)]))
  const together = await canScoreMany(client)
  const answers = await readTogether(client, (reading) => {
    reading.time()
    for (const queue of queues) reading.lrange(`${prefix}:${queue}:active`, 0, -1).hget(`${prefix}:${queue}:meta`, 'concurrency')
    for (const { queue, id } of ids) {
      const key = `${prefix}:${queue}:${id}`
      reading
        .hmget(key, ...FIELDS)
        .pttl(`${key}:lock`)
        .scard(`${key}:dependencies`)
    }
    for (const [queue, own] of asked) {
      for (const set of SETS) {
        const key = `${prefix}:${queue}:${set}`
        if (together) reading.zmscore(key, ...own)
        else for (const id of own) reading.zscore(key, id)
      }
    }
  })
  const nowMs = timeOf(answers[0])
  const firstJob = 1 + queues.length * ANSWERS_PER_QUEUE
  const scored = answers.slice(firstJob + ids.length * ANSWERS_PER_JOB).flatMap((answer) => (together ? manyOf(answer) : [answer]))
  const queuesRead = new Map(
    queues.map((queue, index) => {
      const at = 1 + index * ANSWERS_PER_QUEUE
      return [
        queue,
        { active: new Set(textsOf(answers[at])), limit: numberOf(answers[at + 1]), scoreOf: takeScores(scored, asked.get(queue) ?? []) },
      ]
    }),
  )
  return ids.map((job, index) => {
    const at = firstJob + index * ANSWERS_PER_JOB
    const [fields, lock, dependencies] = answers.slice(at, at + ANSWERS_PER_JOB)
    const values = manyOf(fields)
    const hash: Hash = (field) => textOf(values[PLACES[field]])
    // Other hashes bear names like a job's; a job has all of these.
    if (hash('name') === null || hash('data') === null || hash('timestamp') === null) return null
    const read = queuesRead.get(job.queue)
    if (!read) throw new Error('Each queue of the jobs asked about is read.')
    const { active, limit, scoreOf } = read
    const waitsForChildren = scoreOf('waiting-children', job.id)
    const delayed = scoreOf('delayed', job.id)
    const isMaxed = limit !== null && active.size >= limit
    return {
      nowMs,
      processedBy: hash('pb'),
      lockMs: remainingMsOf(lock),
      record: {
        ...recordOf(job, hash),
        state: stateOf({ delayed, completed: scoreOf('completed', job.id), failed: scoreOf('failed', job.id) }, active.has(job.id)),
        dueMs: delayed === null ? null : Math.floor(delayed / SCORE_BITS),
        dependencies: waitsForChildren === null ? null : numberOf(dependencies),
        concurrencyLimit: waitsForChildren === null && isMaxed ? limit : null,
      },
    }
  })
}

/** Takes the scores of a queue's jobs, set by set, from the front of what was answered. */
function takeScores(scored: unknown[], own: readonly string[]): (set: (typeof SETS)[number], id: string) => number | null {
  const sets = new Map(SETS.map((set) => [set, new Map(scored.splice(0, own.length).map((score, at) => [own[at], numberOf(score)]))]))
  return (set, id) => sets.get(set)?.get(id) ?? null
}

const scoresMany = new WeakMap<Redis, boolean>()

/** One command for the scores of many came with Redis 6.2; before, and where it is not allowed, they are asked for one by one. */
async function canScoreMany(client: Redis): Promise<boolean> {
  const known = scoresMany.get(client)
  if (known !== undefined) return known
  const can = await client.zmscore('runtruth:no-such-set', 'nobody').then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && /NOPERM|unknown command/i.test(error.message)) return false
      throw error
    },
  )
  scoresMany.set(client, can)
  return can
}

function stateOf(scores: Record<'delayed' | 'completed' | 'failed', number | null>, isActive: boolean): JobState {
  if (scores.completed !== null) return 'completed'
  if (scores.failed !== null) return 'failed'
  if (scores.delayed !== null) return 'delayed'
  return isActive ? 'active' : 'waiting'
}

function recordOf({ queue, id }: JobId, hash: Hash): Omit<JobRecord, 'state'> {
  const opts = parsed(hash('opts'))
  const option = (name: string) => (typeof opts === 'object' && opts !== null ? numberOf(Reflect.get(opts, name)) : null)
  const stacktrace = parsed(hash('stacktrace'))
  return {
    queue,
    id,
    name: hash('name') ?? '',
    payload: parsed(hash('data')),
    createdMs: Number(hash('timestamp')),
    delayMs: option('delay') ?? 0,
    dueMs: null,
    startedMs: numberOf(hash('processedOn')),
    endedMs: numberOf(hash('finishedOn')),
    attemptsMade: numberOf(hash('atm')) ?? numberOf(hash('attemptsMade')) ?? 0,
    attemptsStarted: numberOf(hash('ats')),
    // Stored as zero where nobody asked for more than one.
    maxAttempts: Math.max(option('attempts') ?? 1, 1),
    progress: parsed(hash('progress')),
    failedReason: hash('failedReason'),
    stacktrace: Array.isArray(stacktrace) ? stacktrace.filter((entry) => typeof entry === 'string') : [],
    dependencies: null,
    concurrencyLimit: null,
  }
}
