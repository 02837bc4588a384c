import type { WireStreamEvents } from '../../../../src/http/contract.ts'
import type { EventSourceLike } from '../streamClient.ts'

export interface FakeSource {
  readonly url: string
  readonly closed: boolean
  say<Name extends keyof WireStreamEvents>(name: Name, data: WireStreamEvents[Name], id: string): void
  fail(): void
}

/** Streams whose other end is the test. */
export function fakeSources(): { sources: FakeSource[]; open: (url: string) => EventSourceLike } {
  const sources: FakeSource[] = []
  return {
    sources,
    open: (url) => {
      const heard = new Map<string, (event: { data?: unknown; lastEventId?: string }) => void>()
      let closed = false
      sources.push({
        url,
        get closed() {
          return closed
        },
        say: (name, data, id) => heard.get(name)?.({ data: JSON.stringify(data), lastEventId: id }),
        fail: () => heard.get('error')?.({}),
      })
      return {
        addEventListener: (name, listener) => void heard.set(name, listener),
        close: () => {
          closed = true
        },
      }
    },
  }
}
