import type { Beat, SeenWorker } from '../contract.ts'

/** A worker's long-lived connection, as the store lists it. Instants in epoch milliseconds of the store's clock. */
export interface WorkerConnection {
  /** Never given again by this incarnation of the store. */
  readonly key: string
  readonly queue: string
  /** As the worker was named; null: it was not. */
  readonly worker: string | null
  readonly host: string
  /** The earliest it can have been opened. */
  readonly openedMs: number
}

/** One attempt at a job that is active now. */
export interface ActiveAttempt {
  readonly queue: string
  readonly id: string
  /** Tells the attempts at a job apart. */
  readonly attempt: string
  /** Worker it was given to; null: unnamed, or not kept. */
  readonly worker: string | null
  /** The name may be that of an earlier attempt: a worker without a name leaves it as it is. */
  readonly mayBeUnnamed: boolean
  readonly startedMs: number | null
  readonly beat: Beat | null
}

export type AttemptName = Pick<ActiveAttempt, 'queue' | 'id' | 'attempt'>

export function attemptKey({ queue, id, attempt }: AttemptName): string {
  return JSON.stringify([queue, id, attempt])
}

/** Attempts are counted by newer versions only; each begins at its own instant. */
export function attemptOf(started: number | null, startedMs: number | null): string {
  return `${started ?? ''}@${startedMs ?? ''}`
}

interface Present extends WorkerConnection {
  readonly firstSeenMs: number
}

interface Gone extends WorkerConnection {
  readonly lastSeenMs: number
  /** Its process cannot be there any more, whatever it may have been doing. */
  readonly surely: boolean
}

/** Looks this close to each other leave no room for a worker that came, took a job and went unseen. */
const CLOSE_LOOKS_MS = 5_000

/** A connection that was cut comes back within this: BullMQ waits up to 20 s between two tries. */
const BACK_WITHIN_MS = 30_000
const KEEP_GONE_MS = 600_000
/** Clocks of workers and of the store, and the store's whole seconds. */
const CLOCKS_MS = 2_000
/** Part of the key of a holder that no connection stands for; never the key of a connection. */
const EARLIER = 'earlier'

/**
 * Who may have which active job. BullMQ names a job's worker only if the worker has a name, and lists connections rather than
 * processes: a connection that is new may be a process that is, or one that was cut and came back. So a holder is kept as long as
 * anything may speak for it, and whoever may have come back is a holder beside the one that is gone: several, of which some live.
 *
 * A connection that is missing does not prove a process gone either: a worker that is told to close gives up this connection
 * first and then ends the jobs it has. It goes on renewing their locks. Therefore a missing worker has the renewals of its jobs as
 * its beat, until its store shows that nothing of its process is left.
 */
export class Holders {
  #connections = new Map<string, Present>()
  #gone = new Map<string, Gone>()
  /** By attempt. */
  #holders = new Map<string, Set<string>>()
  #lastLookMs: number | null = null

  /** One look; `connections` and `attempts` were read at the same moment. */
  look(
    nowMs: number,
    connections: readonly WorkerConnection[],
    attempts: readonly ActiveAttempt[],
    isSurelyGone: (gone: WorkerConnection) => boolean,
  ) {
    this.#notice(nowMs, connections, isSurelyGone)
    const holders = new Map<string, Set<string>>()
    for (const attempt of attempts) {
      const key = attemptKey(attempt)
      const known = this.#holders.get(key) ?? this.#begin(nowMs, attempt)
      this.#addThoseWhoCameBack(known, attempt)
      holders.set(key, known)
    }
    this.#holders = holders
    this.#lastLookMs = nowMs
  }

  /** Keys of the workers that may have it; none before the first look that saw it. */
  of(attempt: AttemptName): readonly string[] {
    return [...(this.#holders.get(attemptKey(attempt)) ?? [])]
  }

  /** Whether it stands for a connection, not for somebody who was there before the first look. */
  hasSeen(key: string): boolean {
    return this.#connections.has(key) || this.#gone.has(key)
  }

  /** Everybody connected, and those who are not although they may have a job. */
  workers(attempts: readonly ActiveAttempt[]): SeenWorker[] {
    const present = [...this.#connections.values()].map((one) => seen(one, true, null))
    const missing = new Map<string, SeenWorker>()
    for (const attempt of attempts) {
      for (const key of this.of(attempt)) {
        if (this.#connections.has(key)) continue
        const gone = this.#gone.get(key)
        const beat = gone?.surely === true ? null : later(missing.get(key)?.beat ?? null, attempt.beat)
        missing.set(key, seen(gone ?? { key, queue: attempt.queue, worker: attempt.worker, host: '' }, false, beat))
      }
    }
    return [...present, ...missing.values()]
  }

  #notice(nowMs: number, connections: readonly WorkerConnection[], isSurelyGone: (gone: WorkerConnection) => boolean) {
    const present = new Map(
      connections.map((one) => [one.key, { ...one, firstSeenMs: this.#connections.get(one.key)?.firstSeenMs ?? nowMs }]),
    )
    for (const [key, one] of this.#connections) {
      if (!present.has(key)) this.#gone.set(key, { ...one, lastSeenMs: this.#lastLookMs ?? nowMs, surely: false })
    }
    for (const [key, gone] of this.#gone) {
      if (nowMs - gone.lastSeenMs > KEEP_GONE_MS && !this.#isHolder(key)) this.#gone.delete(key)
      else if (!gone.surely && isSurelyGone(gone)) this.#gone.set(key, { ...gone, surely: true })
    }
    this.#connections = present
  }

  #isHolder(key: string): boolean {
    return [...this.#holders.values()].some((holders) => holders.has(key))
  }

  #begin(nowMs: number, attempt: ActiveAttempt): Set<string> {
    const present = [...this.#connections.values()].filter((one) => serves(one, attempt))
    const before = this.#lastLookMs
    const seenToBegin = before !== null && nowMs - before <= CLOSE_LOOKS_MS
    const since = seenToBegin ? before : (attempt.startedMs ?? 0) - CLOCKS_MS
    const left = [...this.#gone.values()].filter((one) => serves(one, attempt) && one.lastSeenMs >= since)
    const holders = new Set([...present, ...left].map(({ key }) => key))
    // By name, and connected before the attempt began: it can be no other.
    const [only, ...others] = present
    const named =
      attempt.worker !== null && only !== undefined && others.length === 0 && only.openedMs <= (attempt.startedMs ?? 0) + CLOCKS_MS
    if ((!seenToBegin && !named) || holders.size === 0) holders.add(`${attempt.queue}/${attempt.worker ?? ''}/${EARLIER}`)
    return holders
  }

  #addThoseWhoCameBack(holders: Set<string>, attempt: ActiveAttempt) {
    const renewedMs = attempt.beat?.at.getTime() ?? 0
    const nobodyCould = [...holders].every((key) => (this.#gone.get(key)?.lastSeenMs ?? Infinity) + CLOCKS_MS < renewedMs)
    if (nobodyCould) for (const one of this.#connections.values()) if (serves(one, attempt)) holders.add(one.key)
    // What is added while going through has come back itself, and is not gone.
    for (const key of holders) {
      const gone = this.#gone.get(key)
      if (gone === undefined) continue
      for (const one of this.#connections.values()) {
        // Seen beside it, it is not the same come back.
        const mayBe = one.firstSeenMs > gone.lastSeenMs && one.openedMs <= gone.lastSeenMs + BACK_WITHIN_MS
        if (mayBe && serves(one, attempt) && one.worker === gone.worker) holders.add(one.key)
      }
    }
  }
}

function serves(one: WorkerConnection, attempt: ActiveAttempt): boolean {
  if (one.queue !== attempt.queue) return false
  return attempt.worker === null || one.worker === attempt.worker || (one.worker === null && attempt.mayBeUnnamed)
}

function seen(one: Pick<WorkerConnection, 'key' | 'queue' | 'worker' | 'host'>, connected: boolean, beat: Beat | null): SeenWorker {
  const name = one.worker ?? (one.host === '' ? `a worker of ${one.queue}` : `a worker of ${one.queue} at ${one.host}`)
  return { key: one.key, name, queues: [one.queue], connected, beat }
}

function later(one: Beat | null, other: Beat | null): Beat | null {
  if (one === null || other === null) return one ?? other
  return one.at >= other.at ? one : other
}
