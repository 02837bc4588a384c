import { browserClock } from '../../browserClock.ts'
import { createLiveHub } from './liveHub.ts'
import type { ToWorker } from './liveMessages.ts'
import { createStreamClient } from './streamClient.ts'

const hub = createLiveHub((options) => createStreamClient({ ...options, clock: browserClock, open: (url) => new EventSource(url) }))

// Inside a SharedWorker `self` is not a window, which is all that the DOM's own types know.
const scope = self as unknown as { onconnect: ((event: MessageEvent) => void) | null }

scope.onconnect = ({ ports: [port] }) => {
  if (port === undefined) return
  const receive = hub.connect((message) => port.postMessage(message))
  port.addEventListener('message', (event: MessageEvent<ToWorker>) => receive(event.data))
  port.start()
}
