import { createPoller } from './createPoller.ts'
import { FIRST_STATE, type LiveEvent, type LiveState, type ToPage } from './liveMessages.ts'
import { ownRoad, sharedRoad, type WorkerPort } from './liveRoad.ts'
import type { StreamClient, StreamClientOptions } from './streamClient.ts'

export type { LiveEvent, LiveState } from './liveMessages.ts'

/** This page's end of the one connection of this browser. */
export interface LiveConnection {
  state(): LiveState
  subscribe(listener: () => void): () => void
  /** A dialog is open: nothing is fetched behind it until the answer is called. */
  hold(): () => void
  close(): void
}

export interface PageLike {
  isHidden(): boolean
  on(event: 'visibilitychange' | 'pagehide' | 'pageshow' | 'online', listener: () => void): () => void
}

export interface LiveConnectionOptions {
  /** Of the stream, with the tenant in it. */
  readonly url: string
  readonly page: PageLike
  /** Null where there is none: then this page listens for itself. */
  readonly port: WorkerPort | null
  readonly openStream: (options: Pick<StreamClientOptions, 'url' | 'onState' | 'onEvent'>) => StreamClient
  readonly onEvent: (event: LiveEvent) => void
  /** Nothing is heard: read what is shown, once. */
  readonly onPoll: () => void
  /** How long the first of what is shown alive counts so if nothing is heard; null: nothing lives. */
  readonly livesForMs: () => number | null
  /** Timers may have slept with the page. */
  readonly onWake: () => void
}

export function createLiveConnection(options: LiveConnectionOptions): LiveConnection {
  const { url, page, port, onEvent } = options
  const listeners = new Set<() => void>()
  let state = FIRST_STATE
  let holds = 0
  let away = false

  const poller = createPoller({
    onPoll: options.onPoll,
    livesForMs: options.livesForMs,
    isQuiet: () => holds > 0 || page.isHidden(),
  })

  function hear(message: ToPage): void {
    if (message.kind === 'event') {
      onEvent(message.event)
      return
    }
    state = message.state
    if (state.status === 'live') poller.stop()
    else poller.start()
    for (const listener of listeners) listener()
  }

  const own = () =>
    ownRoad(
      (told) =>
        options.openStream({
          url,
          onState: (next) => told({ kind: 'state', state: next }),
          onEvent: (event) => told({ kind: 'event', event }),
        }),
      hear,
    )
  const road = port === null ? own() : sharedRoad(port, url, hear, own)

  function look(): void {
    if (page.isHidden()) return
    options.onWake()
    poller.wake()
    road.tryNow()
  }

  const offs = [
    page.on('visibilitychange', look),
    page.on('online', () => road.tryNow()),
    page.on('pagehide', () => {
      away = true
      road.leave()
    }),
    // A page that comes back from the browser's cache goes on where it was.
    page.on('pageshow', () => {
      if (!away) return
      away = false
      road.join()
      look()
    }),
  ]
  poller.start()
  road.join()

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    hold: () => {
      holds += 1
      return () => {
        holds -= 1
        if (holds === 0) poller.wake()
      }
    },
    close: () => {
      for (const off of offs) off()
      poller.stop()
      road.leave()
    },
  }
}
