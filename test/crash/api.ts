import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { WireEvent, WireOperation } from '../../src/ledger/wire.ts'
import { eventually } from '../support/eventually.ts'

export interface ApiAnswer<T> {
  /** 0: the connection failed. */
  readonly status: number
  readonly body: T
}

export interface Api {
  readonly url: string
  get<T>(path: string): Promise<ApiAnswer<T>>
  post<T>(path: string, body?: unknown): Promise<ApiAnswer<T>>
  start(type: string, input: Record<string, unknown>): Promise<WireOperation>
  operation(id: string): Promise<WireOperation>
  events(id: string): Promise<WireEvent[]>
}

/** The HTTP API of one server, in one workspace. */
export function createApi(url: string, workspace: string, token: string): Api {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<ApiAnswer<T>> => {
    try {
      const response = await fetch(`${url}/api/v1/workspaces/${workspace}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      // Looked at by who asks.
      return { status: response.status, body: (await response.json()) as T }
    } catch (error) {
      // As above: a failed call has no body of any shape.
      return { status: 0, body: { detail: String(error) } as T }
    }
  }
  const wanted = async <T>(answer: Promise<ApiAnswer<T>>, ...statuses: number[]): Promise<T> => {
    const { status, body } = await answer
    if (!statuses.includes(status)) throw new Error(`The API answered ${status}: ${JSON.stringify(body)}`)
    return body
  }
  return {
    url,
    get: async (path) => await call('GET', path),
    post: async (path, body) => await call('POST', path, body),
    start: async (type, input) => {
      // As a careful caller: the key makes asking again after no answer, or a 503, the same request.
      const request = { type, tenant: 'contoso', input, idempotencyKey: randomUUID() }
      return await eventually(`${type} to be started`, 30_000, async () => {
        const { status, body } = await call<WireOperation>('POST', '/operations', request)
        if (status === 200 || status === 201) return { found: body }
        if (status === 0 || status === 503) return { seen: `${status} ${JSON.stringify(body)}` }
        throw new Error(`The API answered ${status}: ${JSON.stringify(body)}`)
      })
    },
    operation: async (id) => await wanted(call<WireOperation>('GET', `/operations/${id}`), 200),
    events: async (id) => (await wanted(call<{ events: WireEvent[] }>('GET', `/operations/${id}/events?limit=100`), 200)).events,
  }
}

/** What one poll saw. */
export interface Sight {
  /** Milliseconds of the test's own clock when the question was asked, and when the answer was there. */
  readonly askedAtMs: number
  readonly atMs: number
  readonly status: number
  /** Empty unless the status is 200. */
  readonly operations: ReadonlyMap<string, WireOperation>
}

export interface Watch {
  readonly sights: readonly Sight[]
  /** The first sight asked for from `sinceMs` on that fulfils the condition; past the deadline it throws with the last sight. */
  until(what: string, deadlineMs: number, condition: (sight: Sight) => boolean, sinceMs?: number): Promise<Sight>
  /** Resolves with everything that was seen, after the last answer. */
  stop(): Promise<readonly Sight[]>
}

const POLL_EVERY_MS = 200
const LONGEST_PAGE = 200

/** Asks for the list every 200 ms, whether or not the question before has been answered. */
export function watchVerdicts(api: Api): Watch {
  const sights: Sight[] = []
  const underWay = new Set<Promise<void>>()
  let stopped = false
  const ask = async () => {
    const askedAtMs = performance.now()
    const { status, body } = await api.get<{ operations?: WireOperation[] }>(`/operations?limit=${LONGEST_PAGE}`)
    sights.push({
      askedAtMs,
      atMs: performance.now(),
      status,
      operations: new Map((body.operations ?? []).map((operation) => [operation.id, operation])),
    })
  }
  const loop = (async () => {
    while (!stopped) {
      const question = ask()
      underWay.add(question)
      void question.finally(() => underWay.delete(question))
      await delay(POLL_EVERY_MS)
    }
  })()
  return {
    sights,
    until: async (what, deadlineMs, condition, sinceMs = 0) => {
      const startedMs = performance.now()
      for (let next = 0; ;) {
        for (; next < sights.length; next += 1) {
          const sight = sights[next]
          if (sight && sight.askedAtMs >= sinceMs && condition(sight)) return sight
        }
        if (performance.now() - startedMs > deadlineMs)
          throw new Error(`Waited ${deadlineMs / 1_000} s for ${what}. Last seen: ${wordsOf(sights.at(-1))}`)
        await delay(20)
      }
    },
    stop: async () => {
      stopped = true
      await loop
      await Promise.all(underWay)
      return sights
    },
  }
}

function wordsOf(sight: Sight | undefined): string {
  if (!sight) return 'nothing'
  const cells = [...sight.operations.values()].map(
    ({ id, status, outcome, attempt, verdict }) =>
      `#${id} ${status}/${outcome}@${attempt} ${verdict.freshness} (${verdict.reason}: ${verdict.guidance})`,
  )
  return `${sight.status}; ${cells.join('; ') || 'no operations'}`
}

export function isLost(operation: WireOperation | undefined): boolean {
  return operation?.verdict.headline === 'Worker lost'
}

/** Positive evidence stands beside every such word. */
export function proofs(operation: WireOperation | undefined): string[] {
  return (operation?.verdict.evidence ?? [])
    .filter(({ checked, supports }) => checked && supports === 'orphaned')
    .map(({ signal }) => signal)
}
