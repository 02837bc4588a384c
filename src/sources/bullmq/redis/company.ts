import type { ActiveAttempt, WorkerConnection } from '../holders.ts'
import type { Clients } from './clients.ts'

/** What Redis counts in whole seconds, and a reading of its clock. */
const READING_MS = 250
/** Far more than can be of interest at once. */
const KEEP = 10_000

/**
 * Whether a worker whose connection is missing can still be at work. Its process has a second connection, which renews its locks and which
 * it keeps until its jobs have ended. That one bears no name; but it comes from the same host, was there while the worker was, and
 * said something when the lock was last renewed. Where no such connection is left, and one of them went with the worker, nothing is
 * left of the process. With other processes on the same host there may always be one left: then the renewals have to tell.
 */
export class Company {
  #before: Clients | undefined
  readonly #of = new Map<string, ReadonlySet<number>>()

  /** Each look, before it is judged by. */
  notice(clients: Clients): void {
    const present = new Set(clients.workers.map(({ key }) => key))
    for (const one of this.#before?.workers ?? []) {
      if (!present.has(one.key) && this.#before !== undefined) this.#of.set(one.key, fromHost(this.#before, one.host))
    }
    for (const key of this.#of.keys()) if (this.#of.size > KEEP) this.#of.delete(key)
    this.#before = clients
  }

  isSurelyGone(nowMs: number, gone: WorkerConnection, attempts: readonly ActiveAttempt[]): boolean {
    const company = this.#of.get(gone.key)
    const now = this.#before
    if (company === undefined || company.size === 0 || now === undefined || attempts.length === 0) return false
    const left = [...company].flatMap((id) => now.others.get(id) ?? [])
    const renewedMs = Math.min(...attempts.map(({ beat }) => beat?.at.getTime() ?? -Infinity))
    return left.length < company.size && left.every(({ idleMs }) => idleMs > nowMs - renewedMs + READING_MS)
  }
}

function fromHost({ others }: Clients, host: string): ReadonlySet<number> {
  return new Set([...others].filter(([, other]) => other.host === host).map(([id]) => id))
}
