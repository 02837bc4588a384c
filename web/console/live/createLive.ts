import type { WireOperation } from '../../../src/http/contract.ts'
import { browserClock } from '../../browserClock.ts'
import { createLiveConnection, type LiveConnection, type PageLike } from './liveConnection.ts'
import type { WorkerPort } from './liveRoad.ts'
import { createLiveStore, type LiveStore } from './liveStore.ts'
import { createServerClock, type ServerClock } from './serverClock.ts'
import { createStreamClient } from './streamClient.ts'

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

/** The live layer of one place: what is shown stays true without anybody asking. One for each workspace and tenant filter. */
export function createLive({ url, onOperations, onRead }: LiveOptions): Live {
  const clock = createServerClock(browserClock)
  const store = createLiveStore({ clock })
  const connection = createLiveConnection({
    url: new URL(url, location.href).href,
    page: thisPage,
    port: shareWorker(),
    openStream: (options) => createStreamClient({ ...options, clock: browserClock, open: (address) => new EventSource(address) }),
    showsLife: store.showsLife,
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
      return heardMs === null ? null : clock.nowMs() - (browserClock.nowMs() - heardMs)
    },
    close: () => connection.close(),
  }
}

const thisPage: PageLike = {
  isHidden: () => document.hidden,
  on: (event, listener) => {
    const target = event === 'visibilitychange' ? document : window
    target.addEventListener(event, listener)
    return () => target.removeEventListener(event, listener)
  },
}

function shareWorker(): WorkerPort | null {
  if (typeof SharedWorker === 'undefined') return null
  try {
    // Written like this for the bundler, which finds the worker by it.
    const worker = new SharedWorker(new URL('./liveWorker.ts', import.meta.url), { type: 'module', name: 'runtruth live' })
    const port: WorkerPort = { postMessage: (message) => worker.port.postMessage(message), onmessage: null, onfailure: null }
    worker.port.addEventListener('message', (event: MessageEvent) => port.onmessage?.(event))
    worker.port.start()
    worker.addEventListener('error', () => port.onfailure?.())
    return port
  } catch {
    // Forbidden here, by policy or by a private window.
    return null
  }
}
