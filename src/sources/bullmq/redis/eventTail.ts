import type { AbsentJob } from '../../contract.ts'
import { manyOf, textOf, textsOf } from './answers.ts'
import type { Redis } from './openRedis.ts'

/** One entry of a queue's event stream. */
export interface QueueEvent {
  readonly id: string
  readonly atMs: number
  readonly event: string
  readonly jobId: string | null
  readonly prev: string | null
}

type End = Exclude<AbsentJob['end'], 'unknown'>

interface Life {
  addedMs: number | null
  end: { readonly as: End; readonly atMs: number } | null
}

/** Jobs whose ends are remembered; BullMQ itself keeps about 10,000 events by default. */
const JOBS_AT_MOST = 50_000
const PAGE = 10_000
/** Between the clock of the application that adds a job and that of Redis. */
const CLOCKS_MS = 60_000

/**
 * What a queue's event stream told: how jobs ended of which nothing is kept, when waiting jobs became due, since when the queue
 * is paused. The stream is short and a hint only; what it does not tell (any more) is not known.
 */
export class EventTail {
  readonly #key: string
  #lastId: string | null = null
  readonly #lives = new Map<string, Life[]>()
  readonly #due = new Map<string, number>()
  #pausedMs: number | null = null

  constructor(prefix: string, queue: string) {
    this.#key = `${prefix}:${queue}:events`
  }

  /** Reads on to the end of the stream, from its beginning the first time. */
  async catchUp(client: Redis): Promise<void> {
    for (;;) {
      const from = this.#lastId
      const events = readEvents(await client.xrange(this.#key, from === null ? '-' : `(${from}`, '+', 'COUNT', PAGE))
      this.#lastId ??= '0-0'
      this.feed(events)
      if (events.length < PAGE) return
    }
  }

  /** Events in their order; those already known are passed over. */
  feed(events: readonly QueueEvent[]): void {
    for (const event of events) {
      if (this.#lastId !== null && !isAfter(event.id, this.#lastId)) continue
      this.#lastId = event.id
      this.#note(event)
    }
  }

  get pausedSince(): Date | null {
    return this.#pausedMs === null ? null : new Date(this.#pausedMs)
  }

  /** When a job that waits was let go by what it had waited for; null: not known, or it never had to. */
  dueMs(jobId: string): number | null {
    return this.#due.get(jobId) ?? null
  }

  /** How the life of a job that began then has ended. */
  endOf(jobId: string, createdMs: number): Life['end'] {
    const lives = this.#lives.get(jobId)?.filter((life) => life.end !== null && life.end.atMs >= createdMs - CLOCKS_MS) ?? []
    const distance = (life: Life) => Math.abs((life.addedMs ?? life.end?.atMs ?? 0) - createdMs)
    const nearest = lives.toSorted((one, other) => distance(one) - distance(other))[0]
    return nearest === undefined || (nearest.addedMs !== null && distance(nearest) > CLOCKS_MS) ? null : nearest.end
  }

  #note({ event, atMs, jobId, prev }: QueueEvent): void {
    if (event === 'paused') this.#pausedMs = atMs
    if (event === 'resumed') this.#pausedMs = null
    if (jobId === null) return
    const life = this.#lifeOf(jobId, event === 'added' ? atMs : null)
    if (event === 'waiting' && prev !== null) this.#due.set(jobId, atMs)
    else this.#due.delete(jobId)
    if (event === 'completed') life.end = { as: 'succeeded', atMs }
    else if (event === 'failed') life.end = { as: 'failed', atMs }
    // What is kept of an ended job may be removed as well; that does not change how it ended.
    else if (event === 'removed') life.end ??= { as: 'deleted', atMs }
    else if (event !== 'added' && !AFTERWARDS.has(event)) life.end = null
  }

  #lifeOf(jobId: string, addedMs: number | null): Life {
    const lives = this.#lives.get(jobId) ?? []
    const last = lives.at(-1)
    if (last !== undefined && addedMs === null) return last
    const life: Life = { addedMs, end: null }
    this.#lives.delete(jobId)
    this.#lives.set(jobId, [...lives.slice(-3), life])
    for (const oldest of this.#lives.keys()) {
      if (this.#lives.size <= JOBS_AT_MOST) break
      this.#lives.delete(oldest)
      this.#due.delete(oldest)
    }
    return life
  }
}

/** Told of a job that has ended already, or of another one that was refused for its sake. */
const AFTERWARDS = new Set(['retries-exhausted', 'duplicated', 'deduplicated', 'debounced', 'progress'])

/** Answer of XRANGE. */
export function readEvents(answer: unknown): QueueEvent[] {
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
