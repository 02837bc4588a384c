import type { BrowserClock } from '../../browserClock.ts'
import { FIRST_STATE, STREAM_EVENTS, type LiveEvent, type LiveState } from './liveMessages.ts'

/** As much of an EventSource as is used. */
export interface EventSourceLike {
  addEventListener(name: string, listener: (event: { readonly data?: unknown; readonly lastEventId?: string }) => void): void
  close(): void
}

export interface StreamClient {
  state(): LiveState
  /** Does not wait any longer: the network is back, or somebody looks again. */
  tryNow(): void
  close(): void
}

export interface StreamClientOptions {
  readonly url: string
  readonly open: (url: string) => EventSourceLike
  readonly clock: BrowserClock
  readonly onState: (state: LiveState) => void
  readonly onEvent: (event: LiveEvent) => void
}

/** The server says something every five seconds at least; a pulled cable says nothing at all. */
const SILENCE_MS = 15_000
/** A server that is started again is back within this, and nobody has to read of it. */
const LOST_AFTER_MS = 3_000
const FIRST_RETRY_MS = 1_000
const RETRY_AT_MOST_MS = 30_000

/** Keeps one stream open, and comes back to it with the mark it heard last. */
export function createStreamClient({ url, open, clock, onState, onEvent }: StreamClientOptions): StreamClient {
  let state = FIRST_STATE
  let source: EventSourceLike | undefined
  let lastEventId = ''
  let tries = 0
  let closed = false
  let silence: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let lost: ReturnType<typeof setTimeout> | undefined

  function become(status: LiveState['status'], lastHeardAtMs = state.lastHeardAtMs): void {
    state = { status, lastHeardAtMs }
    onState(state)
  }

  function connect(): void {
    clearTimeout(retry)
    retry = undefined
    source?.close()
    // An EventSource of its own would not know where the last one ended: it cannot be given a header.
    const opened = open(lastEventId === '' ? url : `${url}${url.includes('?') ? '&' : '?'}lastEventId=${encodeURIComponent(lastEventId)}`)
    source = opened
    listen()
    for (const name of STREAM_EVENTS) {
      opened.addEventListener(name, (message) => {
        if (source === opened) heard(name, message)
      })
    }
    opened.addEventListener('error', () => {
      if (source === opened) broken()
    })
  }

  function heard(name: LiveEvent['name'], { data, lastEventId: id }: { readonly data?: unknown; readonly lastEventId?: string }): void {
    tries = 0
    if (id !== undefined && id !== '') lastEventId = id
    clearTimeout(lost)
    lost = undefined
    listen()
    become('live', clock.nowMs())
    // As the contract has it under this name; the tests of the server hold it to that.
    onEvent({ name, data: JSON.parse(String(data)) as unknown } as LiveEvent)
  }

  function listen(): void {
    clearTimeout(silence)
    silence = setTimeout(() => {
      become('lost')
      broken()
    }, SILENCE_MS)
  }

  function broken(): void {
    source?.close()
    source = undefined
    clearTimeout(silence)
    if (closed) return
    if (state.status === 'live') become('connecting')
    if (state.status === 'connecting') lost ??= setTimeout(() => become('lost'), LOST_AFTER_MS)
    const waitMs = Math.min(RETRY_AT_MOST_MS, FIRST_RETRY_MS * 2 ** tries)
    tries += 1
    // Not all of a fleet at once, when a server comes back.
    retry ??= setTimeout(connect, waitMs * (0.5 + Math.random() / 2))
  }

  connect()
  return {
    state: () => state,
    tryNow: () => {
      if (closed || retry === undefined) return
      tries = 0
      connect()
    },
    close: () => {
      closed = true
      source?.close()
      source = undefined
      for (const timer of [silence, retry, lost]) clearTimeout(timer)
    },
  }
}
