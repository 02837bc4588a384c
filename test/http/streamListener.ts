import type { Clock } from '../../src/clock.ts'
import { createHttpHandler, type HttpLimits, type Peer } from '../../src/http/index.ts'
import type { WireEvidence, WireOperation } from '../../src/http/contract.ts'
import type { Services } from '../../src/work/services.ts'
import { eventually } from '../support/eventually.ts'

export interface Heard {
  readonly id: string
  readonly name: string
  readonly data: { readonly asOf: string; readonly operations: readonly WireOperation[] } & WireEvidence
}

export interface Ear {
  readonly status: number
  readonly heard: Heard[]
  /** Everything that was on the wire, comments too. */
  wire(): string
  over(): boolean
  /** The first event from here on that `matches`. */
  next(what: string, matches: (heard: Heard) => boolean): Promise<Heard>
  /** The newest state of an operation that was told. */
  told(id: string): WireOperation | undefined
  lastId(): string
  leave(): Promise<void>
}

export interface StreamServer {
  readonly handler: ReturnType<typeof createHttpHandler>
  /** Where time is held, it passes for the streams only here. */
  later(ms: number): void
  listen(asked: {
    token: string
    workspace?: string
    query?: string
    lastEventId?: string
    headers?: Record<string, string>
    peer?: Peer
  }): Promise<Ear>
  post(path: string, token: string, body: unknown): Promise<number>
}

export function openStreamServer(services: Services, time: 'held' | 'passing' = 'held', limits: HttpLimits = {}): StreamServer {
  let nowMs = 1_000_000
  const clock: Clock = time === 'passing' ? services.clock : { now: services.clock.now, monotonicMs: () => nowMs }
  const handler = createHttpHandler({ services: { ...services, clock }, limits: { requestsPerMinute: 1_000_000, ...limits } })
  return {
    handler,
    later: (ms) => {
      nowMs += ms
    },
    listen: async ({ token, workspace = 'acme', query, lastEventId, headers, peer }) => {
      const request = new Request(`http://api.test/api/v1/workspaces/${workspace}/stream${query === undefined ? '' : `?${query}`}`, {
        headers: {
          authorization: `Bearer ${token}`,
          ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
          ...headers,
        },
      })
      return hear(await handler.fetch(request, peer))
    },
    post: async (path, token, body) => {
      const request = new Request(`http://api.test/api/v1/workspaces/acme${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return (await handler.fetch(request)).status
    },
  }
}

/** Reads a stream as a browser does. */
export function hear(response: Response): Ear {
  const heard: Heard[] = []
  let [wire, rest, over] = ['', '', false]
  // The type of a body says any; the Fetch standard says bytes.
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader()
  const decoder = new TextDecoder()
  const reading = (async () => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      const text = decoder.decode(part.value, { stream: true })
      wire += text
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const fields = Object.fromEntries(
          block.split('\n').map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
        )
        if (fields['event'] === undefined) continue
        // As the contract has it; the expectations are the check.
        heard.push({ id: fields['id'] ?? '', name: fields['event'], data: JSON.parse(fields['data'] ?? 'null') as Heard['data'] })
      }
    }
  })()
    .catch(() => {})
    .finally(() => {
      over = true
    })
  return {
    status: response.status,
    heard,
    wire: () => wire,
    over: () => over,
    next: async (what, matches) => {
      let from = 0
      return await eventually(
        what,
        10_000,
        () => {
          const found = heard.slice(from).find(matches)
          from = heard.length
          if (found) return { found }
          return { seen: over ? `the end, after ${wire.slice(-300)}` : wire.slice(-300) }
        },
        5,
      )
    },
    told: (id) =>
      heard
        .filter(({ name }) => name === 'operations')
        .flatMap(({ data }) => data.operations)
        .findLast((operation) => operation.id === id),
    lastId: () => heard.at(-1)?.id ?? '',
    leave: async () => {
      await reader?.cancel()
      await reading
    },
  }
}

export const isHello = ({ name }: Heard): boolean => name === 'hello'
export const isReset = ({ name }: Heard): boolean => name === 'reset'
export const tells =
  (id: string, matches: (operation: WireOperation) => boolean = () => true) =>
  ({ name, data }: Heard): boolean =>
    name === 'operations' && data.operations.some((operation) => operation.id === id && matches(operation))
