import type { Log } from '../../../log.ts'
import type { JobWord, SeenQueue, SourceLook } from '../../contract.ts'
import { attemptKey, attemptOf, Holders, type ActiveAttempt } from '../holders.ts'
import { jobWord } from '../jobWord.ts'
import { LockBeats } from '../lockBeats.ts'
import type { BullmqSettings, RedisStore } from '../options.ts'
import { readClients } from './clients.ts'
import { Company } from './company.ts'
import type { EventTail } from './eventTail.ts'
import { Incarnation, readServerInfo } from '../incarnation.ts'
import { readLook, type ActiveReading, type QueueReading } from './readLook.ts'
import type { OpenRedis } from './openRedis.ts'
import type { RedisJob } from './readJobs.ts'

export interface WatchServices {
  readonly redis: OpenRedis
  readonly store: RedisStore
  readonly settings: BullmqSettings
  readonly tailOf: (queue: string) => EventTail
  readonly log: Log
}

/** What one reader has noticed of workers and locks. Without it words are still true, only less is known. */
export class Watch {
  readonly #of: WatchServices
  readonly #holders = new Holders()
  readonly #beats: LockBeats
  readonly #company = new Company()
  readonly #incarnation = new Incarnation()

  constructor(services: WatchServices) {
    this.#of = services
    this.#beats = new LockBeats(services.settings.lockDurationMs, services.settings.lockRenewMs)
  }

  async look(queues: readonly string[]): Promise<SourceLook> {
    const { redis, store } = this.#of
    const seen = await redis.use(async (client) => await readLook(client, store.prefix, queues))
    const { nowMs } = seen
    const attempts = seen.queues.flatMap((queue) => queue.active.map((job) => this.#attemptOf(queue.name, { ...job, nowMs })))
    this.#beats.keep(new Set(attempts.map(attemptKey)))
    const server = seen.info === null ? null : readServerInfo(seen.info)
    const clients =
      seen.clients === null || server === null ? null : readClients(seen.clients, nowMs, server.runId.slice(0, 12), store.prefix, queues)
    if (clients !== null) {
      this.#company.notice(clients)
      this.#holders.look(nowMs, clients.workers, attempts, (gone) => {
        const its = attempts.filter((attempt) => this.#holders.of(attempt).includes(gone.key))
        return this.#company.isSurelyGone(nowMs, gone, its)
      })
    }
    return {
      now: new Date(nowMs),
      upSince: server === null ? null : this.#incarnation.note(nowMs, server, redis.reconnects()),
      workers: clients === null ? [] : this.#holders.workers(attempts),
      queues: seen.queues.map((queue) =>
        this.#seenQueue(queue, clients?.workers.filter((one) => one.queue === queue.name).length ?? null, attempts, nowMs),
      ),
    }
  }

  word(job: RedisJob): JobWord {
    const { record } = job
    const dueMs = record.state === 'waiting' ? this.#of.tailOf(record.queue).dueMs(record.id) : record.dueMs
    if (record.state !== 'active') return jobWord({ ...record, dueMs }, [], null)
    const attempt = this.#attemptOf(record.queue, { ...record, ...job })
    return jobWord({ ...record, dueMs }, this.#holders.of(attempt), attempt.beat)
  }

  #attemptOf(queue: string, job: ActiveReading & { readonly nowMs: number }): ActiveAttempt {
    const { id, attemptsStarted, processedBy: worker, startedMs } = job
    const named = { queue, id, attempt: attemptOf(attemptsStarted, startedMs), worker, mayBeUnnamed: attemptsStarted !== 1, startedMs }
    return { ...named, beat: this.#beats.note(attemptKey(named), job.nowMs, job.lockMs) }
  }

  #seenQueue(queue: QueueReading, connected: number | null, attempts: readonly ActiveAttempt[], nowMs: number): SeenQueue {
    // Nobody is listed, nobody was, and yet somebody works: a client that does not name its connection.
    const unlisted =
      connected === 0 &&
      attempts.some(
        (attempt) =>
          attempt.queue === queue.name &&
          attempt.beat !== null &&
          nowMs - attempt.beat.at.getTime() <= attempt.beat.everyMs &&
          !this.#holders.of(attempt).some((key) => this.#holders.hasSeen(key)),
      )
    return {
      name: queue.name,
      paused: queue.paused ? { by: null, since: this.#of.tailOf(queue.name).pausedSince } : null,
      liveWorkers: unlisted ? null : connected,
      next: queue.next,
    }
  }
}
