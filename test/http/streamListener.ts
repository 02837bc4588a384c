import type { Clock } from '../../src/clock.ts'
import { createHttpHandler } from '../../src/http/index.ts'
import type { WireEvidence, WireOperation } from '../../src/http/contract.ts'
import type { Services } from '../../src/work/services.ts'
import { eventually } from '../support/eventually.ts'
import { readEventStream } from './readEventStream.ts'

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

export interface Listening {
  readonly token: string
  readonly workspace?: string
  readonly query?: string
  readonly lastEventId?: string
}

export interface StreamServer {
  readonly handler: ReturnType<typeof createHttpHandler>
  /** Where time is held, it passes for the streams only here. */
  later(ms: number): void
  listen(asked: Listening): Promise<Ear>
  post(path: string, token: string, body: unknown): Promise<number>
}

export function openStreamServer(services: Services, time: 'held' | 'passing'): StreamServer {
  let nowMs = 1_000_000
  const clock: Clock = time === 'passing' ? services.clock : { now: services.clock.now, monotonicMs: () => nowMs }
  const handler = createHttpHandler({ services: { ...services, clock }, limits: { requestsPerMinute: 1_000_000 } })
  return {
    handler,
    later: (ms) => {
      nowMs += ms
    },
    listen: async ({ token, workspace = 'acme', query, lastEventId }) => {
      const request = new Request(`http://api.test/api/v1/workspaces/${workspace}/stream${query === undefined ? '' : `?${query}`}`, {
        headers: {
          authorization: `Bearer ${token}`,
          ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        },
      })
      return hear(await handler.fetch(request))
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

/** Listens to an answer, and keeps what it hears. */
export function hear(response: Response): Ear {
  const heard: Heard[] = []
  const reading = readEventStream(response, ({ id, name, data }) => {
    // As the contract has it; the expectations are the check.
    heard.push({ id, name, data: JSON.parse(data) as Heard['data'] })
  })
  const { wire, over } = reading
  return {
    status: response.status,
    heard,
    wire,
    over,
    next: async (what, matches) => {
      let from = 0
      return await eventually(
        what,
        10_000,
        () => {
          const found = heard.slice(from).find(matches)
          from = heard.length
          if (found) return { found }
          return { seen: over() ? `the end, after ${wire().slice(-300)}` : wire().slice(-300) }
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
    leave: reading.cancel,
  }
}

export const isHello = ({ name }: Heard): boolean => name === 'hello'
export const isReset = ({ name }: Heard): boolean => name === 'reset'
export const tells =
  (id: string, matches: (operation: WireOperation) => boolean = () => true) =>
  ({ name, data }: Heard): boolean =>
    name === 'operations' && data.operations.some((operation) => operation.id === id && matches(operation))
