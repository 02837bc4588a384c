import type { Log } from '../../../log.ts'
import type { Discovered, JobRef, JobState, JobWord, Recent, SourceReader } from '../../contract.ts'
import { openActions, type QueueState } from '../actions.ts'
import { keyOf } from '../jobWord.ts'
import type { BullmqSettings, RedisStore } from '../options.ts'
import { numberOf } from './answers.ts'
import { EventTail } from './eventTail.ts'
import { openRedis, readPipelined, type Redis } from './openRedis.ts'
import { QueueNames } from './queueNames.ts'
import { readJobs, type JobId } from './readJobs.ts'
import { readRecent } from './readRecent.ts'
import { scanJobs } from './scanJobs.ts'
import { Watch } from './watch.ts'

export interface RedisReaderOptions {
  readonly settings: BullmqSettings
  readonly store: RedisStore
  readonly control: boolean
  readonly log: Log
}

/** Reads BullMQ's keys; everything it sends only reads. */
export function openRedisReader({ settings, store, control, log }: RedisReaderOptions): SourceReader {
  const { prefix } = store
  const redis = openRedis(settings.name, store.url, log)
  const names = new QueueNames(prefix, settings.queues)
  const tails = new Map<string, EventTail>()
  const tailOf = (queue: string) => {
    const tail = tails.get(queue) ?? new EventTail(prefix, queue)
    tails.set(queue, tail)
    return tail
  }
  const watch = new Watch({ redis, store, settings, tailOf, log })
  const caughtUp = async (client: Redis, queues: Iterable<string>) =>
    await Promise.all([...new Set(queues)].map(async (queue) => await tailOf(queue).catchUp(client)))

  const wordsOf = async (client: Redis, ids: readonly JobId[]): Promise<JobWord[]> =>
    (await readJobs(client, prefix, ids)).flatMap((job) => (job === null ? [] : [watch.word(job)]))

  const actions = openActions(settings, control)
  /** Null: another life, or none. */
  const stateOf = async (job: JobRef): Promise<QueueState | null> => {
    const [found] = await redis.use(async (client) => await readJobs(client, prefix, [job]))
    if (found === null || found === undefined || keyOf(found.record) !== job.key) return null
    return found.record.dependencies === null ? found.record.state : 'waiting-children'
  }

  return {
    look: async () => await watch.look(await redis.use(async (client) => await names.read(client))),

    recent: async (cursor) =>
      await redis.use(async (client): Promise<Recent> => {
        const queues = await names.read(client)
        await caughtUp(
          client,
          queues.filter((queue) => !tailOf(queue).hasBegun),
        )
        const found = await readRecent(client, prefix, queues, cursor, tailOf)
        return { words: await wordsOf(client, found.ids), cursor: found.cursor, complete: found.complete }
      }),

    probe: async (jobs) =>
      await redis.use(async (client) => {
        const found = await readJobs(client, prefix, jobs)
        const isSame = (ref: JobRef, at: number) => {
          const record = found[at]?.record
          return record !== undefined && (ref.key === '' || keyOf(record) === ref.key)
        }
        const absent = jobs.filter((ref, at) => !isSame(ref, at))
        await caughtUp(
          client,
          absent.map(({ queue }) => queue),
        )
        return jobs.map((ref, at) => {
          const job = found[at]
          return job !== undefined && job !== null && isSame(ref, at) ? watch.word(job) : tailOf(ref.queue).absent(ref)
        })
      }),

    discover: async (cursor, limit) =>
      await redis.use(async (client): Promise<Discovered> => {
        const page = await scanJobs(client, names, cursor, limit)
        return { words: await wordsOf(client, page.ids), cursor: page.cursor }
      }),

    totals: async () =>
      await redis.use(async (client) => {
        const queues = await names.read(client)
        const counts = await readPipelined(client, (pipeline) => {
          for (const queue of queues) {
            for (const [place, , kind] of HELD_IN) {
              if (kind === 'list') pipeline.llen(`${prefix}:${queue}:${place}`)
              else pipeline.zcard(`${prefix}:${queue}:${place}`)
            }
          }
        })
        const totals: Record<JobState, number> = { waiting: 0, delayed: 0, active: 0, completed: 0, failed: 0, cancelled: 0 }
        counts.forEach((count, index) => {
          const state = HELD_IN[index % HELD_IN.length]?.[1]
          if (state !== undefined) totals[state] += numberOf(count) ?? 0
        })
        return totals
      }),

    cancel: async (job) => await actions.cancel(job, control ? await stateOf(job) : null),
    retry: async (job) => await actions.retry(job, control ? await stateOf(job) : null),
    close: async () => {
      await Promise.all([redis.close(), actions.close()])
    },
  }
}

const HELD_IN: readonly (readonly [place: string, state: JobState, kind: 'list' | 'set'])[] = [
  ['wait', 'waiting', 'list'],
  ['paused', 'waiting', 'list'],
  ['active', 'active', 'list'],
  ['prioritized', 'waiting', 'set'],
  ['waiting-children', 'waiting', 'set'],
  ['delayed', 'delayed', 'set'],
  ['completed', 'completed', 'set'],
  ['failed', 'failed', 'set'],
]
