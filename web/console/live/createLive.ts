import type { WireOperation } from '../../../src/http/contract.ts'
import type { BrowserClock } from '../../browserClock.ts'
import { createLiveConnection, type LiveConnection, type PageLike } from './liveConnection.ts'
import type { WorkerPort } from './liveRoad.ts'
import { createLiveStore, type LiveStore } from './liveStore.ts'
import { createServerClock, type ServerClock } from './serverClock.ts'
import { createStreamClient, type EventSourceLike } from './streamClient.ts'

export interface Live {
  readonly clock: ServerClock
  readonly store: LiveStore
  readonly connection: LiveConnection
  /** When it was heard last, by the server's time as `clock` has it; null: never. */
  lastHeardAtMs(): number | null
  close(): void
}

export interface LiveOptions {
  /** Of the event stream, with the tenant in it. */
  readonly url: string
  /** These have changed; the store knows already. Lists and counts may have to be read again. */
  readonly onOperations: (operations: readonly WireOperation[]) => void
  /** Read everything again that is shown: the stream begins, something was missed, or nothing is heard and it is time to ask. */
  readonly onRead: () => void
}

/** What a page gives it; a test of the server gives it another page. */
export interface Surroundings {
  readonly clock: BrowserClock
  readonly page: PageLike
  /** Null where there is none: then this page listens for itself. */
  readonly sharedWorker: () => WorkerPort | null
  readonly openSource: (url: string) => EventSourceLike
}

/** The live layer of one place: what is shown stays true without anybody asking. One for each workspace and tenant filter. */
export function createLive({ url, onOperations, onRead }: LiveOptions, around: Surroundings): Live {
  const clock = createServerClock(around.clock)
  const store = createLiveStore({ clock })
  const connection = createLiveConnection({
    url,
    page: around.page,
    port: around.sharedWorker(),
    openStream: (options) => createStreamClient({ ...options, clock: around.clock, open: around.openSource }),
    livesForMs: store.livesForMs,
    onWake: store.wake,
    onPoll: onRead,
    onEvent: (event) => {
      clock.hear(event.data.asOf)
      switch (event.name) {
        case 'operations':
          store.hear(event.data.operations)
          onOperations(event.data.operations)
          return
        case 'evidence':
          store.hearEvidence(event.data)
          return
        case 'hello':
        case 'reset':
          onRead()
          return
      }
    },
  })
  return {
    clock,
    store,
    connection,
    lastHeardAtMs: () => {
      const { lastHeardAtMs: heardMs } = connection.state()
      // The clock of this computer may be wrong; how long ago something was by it is not.
      return heardMs === null ? null : clock.nowMs() - (around.clock.nowMs() - heardMs)
    },
    close: () => connection.close(),
  }
}
