import { browserClock } from '../../browserClock.ts'
import type { Surroundings } from './createLive.ts'
import type { PageLike } from './liveConnection.ts'
import type { WorkerPort } from './liveRoad.ts'

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

/** The page this script runs in. */
export const thisBrowser: Surroundings = {
  clock: browserClock,
  page: thisPage,
  sharedWorker: shareWorker,
  openSource: (address) => new EventSource(address),
}
