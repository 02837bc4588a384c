import { systemClock } from '../../../clock.ts'
import type { Redis } from './openRedis.ts'

const AGAIN_AFTER_MS = 60_000
const SCAN_COUNT = 1_000

/** Names of the queues a source follows: those it was told, or whatever BullMQ has kept settings of, asked for now and then. */
export class QueueNames {
  readonly #prefix: string
  readonly #told: readonly string[] | null
  #found: Promise<readonly string[]> | undefined
  #foundMs = -Infinity

  constructor(prefix: string, queues: readonly string[] | 'all') {
    this.#prefix = prefix
    this.#told = queues === 'all' ? null : queues
  }

  async read(client: Redis): Promise<readonly string[]> {
    if (this.#told !== null) return this.#told
    const nowMs = systemClock.monotonicMs()
    if (this.#found === undefined || nowMs - this.#foundMs > AGAIN_AFTER_MS) {
      this.#foundMs = nowMs
      this.#found = this.#scan(client)
      this.#found.catch(() => (this.#found = undefined))
    }
    return await this.#found
  }

  /** Null: another application's key, or a queue that is not followed. */
  ofKey(key: string): { readonly queue: string; readonly id: string } | null {
    if (!key.startsWith(`${this.#prefix}:`)) return null
    const rest = key.slice(this.#prefix.length + 1)
    // A queue's name holds no colon; the id of a repeated job does.
    const at = rest.indexOf(':')
    if (at < 1 || at === rest.length - 1) return null
    const queue = rest.slice(0, at)
    return this.#told === null || this.#told.includes(queue) ? { queue, id: rest.slice(at + 1) } : null
  }

  /** Matches every key of the followed queues, and possibly others. */
  get pattern(): string {
    const [first = '', ...others] = this.#told ?? []
    const only = first === '' || others.length > 0 ? '*' : asLiteral(first)
    return `${asLiteral(this.#prefix)}:${only}:*`
  }

  async #scan(client: Redis): Promise<readonly string[]> {
    const found = new Set<string>()
    let cursor = '0'
    do {
      const [next, keys] = await client.scan(cursor, 'MATCH', `${asLiteral(this.#prefix)}:*:meta`, 'COUNT', SCAN_COUNT, 'TYPE', 'hash')
      for (const key of keys) {
        const read = this.ofKey(key)
        if (read?.id === 'meta') found.add(read.queue)
      }
      cursor = next
    } while (cursor !== '0')
    return [...found].toSorted()
  }
}

function asLiteral(text: string): string {
  return text.replaceAll(/[\\*?[\]]/g, '\\$&')
}
