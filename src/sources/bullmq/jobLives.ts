import type { AbsentJob, JobRef } from '../contract.ts'

/** One entry of a queue's events. */
export interface QueueEvent {
  readonly atMs: number
  readonly event: string
  readonly jobId: string | null
  readonly prev: string | null
}

type End = Exclude<AbsentJob['end'], 'unknown'>

interface Life {
  /** Null: its beginning was not told. */
  readonly addedMs: number | null
  end: { readonly as: End; readonly atMs: number } | null
}

const JOBS_AT_MOST = 50_000
/** Between the clock of the application that adds a job and that of the store. */
const CLOCKS_MS = 60_000
/** Told of a job that has ended already, or of another one that was refused for its sake. */
const AFTERWARDS = new Set(['retries-exhausted', 'duplicated', 'deduplicated', 'debounced', 'progress'])

/** How jobs ended of which the queue keeps nothing, by what its events told of them. */
export class JobLives {
  readonly #lives = new Map<string, Life[]>()

  /** Events in their order, without a gap. */
  note({ event, atMs, jobId, prev }: QueueEvent): void {
    if (jobId === null) return
    const life = this.#lifeOf(jobId, event === 'added' ? atMs : null)
    if (event === 'completed') life.end = { as: 'succeeded', atMs }
    else if (event === 'failed') life.end = { as: 'failed', atMs }
    // What is kept of an ended job may be removed as well; that does not change how it ended.
    else if (event === 'removed') life.end ??= { as: prev === 'completed' ? 'succeeded' : prev === 'failed' ? 'failed' : 'deleted', atMs }
    else if (!AFTERWARDS.has(event)) life.end = null
  }

  forget(): void {
    this.#lives.clear()
  }

  /** What became of a job that is not there. */
  absent({ queue, id, key }: JobRef): AbsentJob {
    const createdMs = Number(key.slice(key.lastIndexOf('@') + 1))
    const life = this.#nearest(id, createdMs)
    if (life !== null && life.end !== null)
      return { queue, id, key, state: 'absent', end: life.end.as, endedAt: new Date(life.end.atMs), because: BECAUSE[life.end.as] }
    // An end is told in the same moment as it is recorded; a removal not by every version and not by every way of it.
    if (life !== null && life.addedMs !== null)
      return { queue, id, key, state: 'absent', end: 'deleted', endedAt: null, because: REMOVED_UNTOLD }
    return { queue, id, key, state: 'absent', end: 'unknown', endedAt: null, because: BECAUSE.unknown }
  }

  #nearest(id: string, createdMs: number): Life | null {
    const distance = (life: Life) => Math.abs((life.addedMs ?? life.end?.atMs ?? 0) - createdMs)
    const possible = (this.#lives.get(id) ?? []).filter((life) =>
      life.addedMs === null ? life.end !== null && life.end.atMs >= createdMs - CLOCKS_MS : distance(life) <= CLOCKS_MS,
    )
    return possible.toSorted((one, other) => distance(one) - distance(other))[0] ?? null
  }

  #lifeOf(jobId: string, addedMs: number | null): Life {
    const lives = this.#lives.get(jobId) ?? []
    const last = lives.at(-1)
    if (last !== undefined && addedMs === null) return last
    const life: Life = { addedMs, end: null }
    // Of an id that is used again and again, the last few lives. The oldest ids are forgotten first.
    this.#lives.delete(jobId)
    this.#lives.set(jobId, [...lives.slice(-3), life])
    for (const oldest of this.#lives.keys()) {
      if (this.#lives.size <= JOBS_AT_MOST) break
      this.#lives.delete(oldest)
    }
    return life
  }
}

const BECAUSE: Record<AbsentJob['end'], string> = {
  succeeded: 'The queue reported that it completed, and keeps no more of it.',
  failed: 'The queue reported that it failed for good, and keeps no more of it.',
  deleted: 'The queue reported that it was removed before it ended.',
  unknown: 'The queue has no such job; it may have ended or been removed, and the events that told of it are gone.',
}
const REMOVED_UNTOLD = 'The queue has no such job any more and has told of no end since it was added: it was removed.'
