import type { LiveEvent, LiveState, ToPage, ToWorker } from './liveMessages.ts'
import type { StreamClient, StreamClientOptions } from './streamClient.ts'

export type TellPage = (message: ToPage) => void

export type OpenStream = (options: Pick<StreamClientOptions, 'url' | 'onState' | 'onEvent'>) => StreamClient

interface Stream {
  readonly client: StreamClient
  readonly pages: Set<TellPage>
  /** Of the last event. */
  asOf: string | null
}

/** A page that was closed says so; one that crashed only falls silent. Timers of hidden pages run once a minute. */
const GONE_AFTER_MS = 150_000

/** One stream for all pages that want to hear the same. */
export function createLiveHub(openStream: OpenStream): { connect(page: TellPage): (message: ToWorker) => void } {
  const streams = new Map<string, Stream>()

  function enter(url: string, page: TellPage): Stream {
    const known = streams.get(url)
    if (known !== undefined) {
      known.pages.add(page)
      page({ kind: 'state', state: known.client.state() })
      // For the one who comes later the stream begins now: what it reads from here on is complete.
      if (known.asOf !== null && known.client.state().status === 'live') {
        page({ kind: 'event', event: { name: 'hello', data: { asOf: known.asOf } } })
      }
      return known
    }
    const pages = new Set([page])
    const tell = (message: ToPage) => {
      for (const to of pages) to(message)
    }
    const client = openStream({
      url,
      onState: (state: LiveState) => tell({ kind: 'state', state }),
      onEvent: (event: LiveEvent) => {
        stream.asOf = event.data.asOf
        tell({ kind: 'event', event })
      },
    })
    const stream: Stream = { client, pages, asOf: null }
    streams.set(url, stream)
    page({ kind: 'state', state: client.state() })
    return stream
  }

  return {
    connect: (page) => {
      let joined: string | undefined
      let gone: ReturnType<typeof setTimeout> | undefined
      const leave = () => {
        clearTimeout(gone)
        const stream = joined === undefined ? undefined : streams.get(joined)
        if (joined === undefined || stream === undefined) return
        stream.pages.delete(page)
        if (stream.pages.size === 0) {
          stream.client.close()
          streams.delete(joined)
        }
        joined = undefined
      }
      return (message) => {
        clearTimeout(gone)
        gone = setTimeout(leave, GONE_AFTER_MS)
        switch (message.kind) {
          case 'join':
            if (joined !== message.url) leave()
            joined = message.url
            enter(message.url, page)
            return
          case 'try_now':
            if (joined !== undefined) streams.get(joined)?.client.tryNow()
            return
          case 'leave':
            leave()
            return
          case 'still_here':
            return
        }
      }
    },
  }
}
