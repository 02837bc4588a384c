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
/** A field of a job's hash; null where it has none. */
type Hash = (field: Field) => string | null

/** Jobs read at one moment; Redis serves nobody else meanwhile, so it is kept short. */
const AT_ONCE = 250
const ANSWERS_PER_JOB = 7
const ANSWERS_PER_QUEUE = 2
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
  const answers = await readTogether(client, (together) => {
    together.time()
    for (const queue of queues) together.lrange(`${prefix}:${queue}:active`, 0, -1).hget(`${prefix}:${queue}:meta`, 'concurrency')
    for (const { queue, id } of ids) {
      const key = `${prefix}:${queue}:`
      together
        .hmget(key + id, ...FIELDS)
        .pttl(`${key}${id}:lock`)
        .scard(`${key}${id}:dependencies`)
      for (const set of ['delayed', 'completed', 'failed', 'waiting-children']) together.zscore(key + set, id)
    }
  })
  const nowMs = timeOf(answers[0])
  const queuesRead = new Map(
    queues.map((queue, index) => {
      const at = 1 + index * ANSWERS_PER_QUEUE
      return [queue, { active: new Set(textsOf(answers[at])), limit: numberOf(answers[at + 1]) }]
    }),
  )
  const firstJob = 1 + queues.length * ANSWERS_PER_QUEUE
  return ids.map((job, index) => {
    const at = firstJob + index * ANSWERS_PER_JOB
    const [fields, lock, dependencies, ...scores] = answers.slice(at, at + ANSWERS_PER_JOB)
    const values = new Map(FIELDS.map((field, place) => [field, textOf(manyOf(fields)[place])]))
    const hash: Hash = (field) => values.get(field) ?? null
    // Other hashes bear names like a job's; a job has all of these.
    if (hash('name') === null || hash('data') === null || hash('timestamp') === null) return null
    const [delayed = null, completed = null, failed = null, waitsForChildren = null] = scores.map(numberOf)
    const { active, limit } = queuesRead.get(job.queue) ?? { active: new Set<string>(), limit: null }
    const isMaxed = limit !== null && active.size >= limit
    return {
      nowMs,
      processedBy: hash('pb'),
      lockMs: remainingMsOf(lock),
      record: {
        ...recordOf(job, hash),
        state: stateOf({ delayed, completed, failed }, active.has(job.id)),
        dueMs: delayed === null ? null : Math.floor(delayed / SCORE_BITS),
        dependencies: waitsForChildren === null ? null : numberOf(dependencies),
        concurrencyLimit: waitsForChildren === null && isMaxed ? limit : null,
      },
    }
  })
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
