import type { AbsentJob, JobRef } from '../../contract.ts'
import { JobLives, type QueueEvent } from '../jobLives.ts'
import { manyOf, textOf, textsOf } from './answers.ts'
import type { Redis } from './openRedis.ts'

/** An entry of the stream, with its id. */
export interface StreamEvent extends QueueEvent {
  readonly id: string
}

const JOBS_AT_MOST = 50_000
const PAGE = 10_000

/**
 * What a queue's event stream told: how jobs ended of which nothing is kept, when waiting jobs became due, since when the queue
 * is paused. The stream is short and a hint only; what it does not tell (any more) is not known.
 */
export class EventTail {
  readonly #key: string
  readonly #lives = new JobLives()
  readonly #due = new Map<string, number>()
  #lastId: string | null = null
  #pausedMs: number | null = null

  constructor(prefix: string, queue: string) {
    this.#key = `${prefix}:${queue}:events`
  }

  get hasBegun(): boolean {
    return this.#lastId !== null
  }

  /** Reads on to the end of the stream, from its beginning the first time. */
  async catchUp(client: Redis): Promise<void> {
    for (;;) {
      const from = this.#lastId
      const events = readEvents(await client.xrange(this.#key, from ?? '-', '+', 'COUNT', PAGE))
      // The entry it goes on from is gone, and others after it may be.
      if (from !== null && events[0]?.id !== from) this.forget()
      this.#note(events)
      if (events.length < PAGE) return
    }
  }

  /** What somebody else has read, beginning with the entry `from`; passed over unless it continues what is known. */
  feed(from: string, events: readonly StreamEvent[]): void {
    if (this.#lastId !== null && events[0]?.id === from && !isAfter(from, this.#lastId)) this.#note(events)
  }

  /** There was a gap: what is known is no longer all. */
  forget(): void {
    this.#lives.forget()
    this.#due.clear()
    this.#lastId = null
  }

  get pausedSince(): Date | null {
    return this.#pausedMs === null ? null : new Date(this.#pausedMs)
  }

  /** When a job that waits was let go by what it had waited for; null: not known, or it never had to. */
  dueMs(jobId: string): number | null {
    return this.#due.get(jobId) ?? null
  }

  absent(job: JobRef): AbsentJob {
    return this.#lives.absent(job)
  }

  #note(events: readonly StreamEvent[]): void {
    for (const event of events) {
      if (this.#lastId !== null && !isAfter(event.id, this.#lastId)) continue
      this.#lastId = event.id
      if (event.event === 'paused') this.#pausedMs = event.atMs
      if (event.event === 'resumed') this.#pausedMs = null
      this.#noteDue(event)
      this.#lives.note(event)
    }
  }

  #noteDue({ event, jobId, prev, atMs }: StreamEvent): void {
    if (jobId === null || event === 'progress') return
    this.#due.delete(jobId)
    if (event !== 'waiting' || prev === null) return
    this.#due.set(jobId, atMs)
    const [oldest] = this.#due.keys()
    if (this.#due.size > JOBS_AT_MOST && oldest !== undefined) this.#due.delete(oldest)
  }
}

/** Answer of XRANGE. */
export function readEvents(answer: unknown): StreamEvent[] {
  return manyOf(answer).map((entry) => {
    const [id, pairs] = manyOf(entry)
    const texts = textsOf(pairs)
    const fields = new Map(texts.flatMap((name, at) => (at % 2 === 0 ? [[name, texts[at + 1] ?? '']] : [])))
    const read = textOf(id) ?? ''
    const field = (name: string) => fields.get(name) ?? null
    return { id: read, atMs: Number(read.split('-', 1)[0]), event: field('event') ?? '', jobId: field('jobId'), prev: field('prev') }
  })
}

function isAfter(one: string, other: string): boolean {
  const [ms = 0, seq = 0] = one.split('-').map(Number)
  const [otherMs = 0, otherSeq = 0] = other.split('-').map(Number)
  return ms > otherMs || (ms === otherMs && seq > otherSeq)
}
