import type { ToPage, ToWorker } from './liveMessages.ts'
import type { StreamClient } from './streamClient.ts'

/** How a page hears: through the worker all pages share, or by a stream of its own. */
export interface LiveRoad {
  join(): void
  leave(): void
  tryNow(): void
}

export interface WorkerPort {
  postMessage(message: ToWorker): void
  onmessage: ((event: { readonly data: ToPage }) => void) | null
  /** Called when the worker turns out not to work here. */
  onfailure: (() => void) | null
}

export type Hear = (message: ToPage) => void

const STILL_HERE_EVERY_MS = 20_000
/** A worker that says nothing at all by then cannot be started here. */
const WORKER_ANSWERS_WITHIN_MS = 5_000

export function ownRoad(open: (hear: Hear) => StreamClient, hear: Hear): LiveRoad {
  let client: StreamClient | undefined
  return {
    join: () => {
      client ??= open(hear)
    },
    leave: () => {
      client?.close()
      client = undefined
    },
    tryNow: () => client?.tryNow(),
  }
}

/** Falls back to `instead` when the worker does not answer. */
export function sharedRoad(port: WorkerPort, url: string, hear: Hear, instead: () => LiveRoad): LiveRoad {
  let fallback: LiveRoad | undefined
  let answered = false
  let beat: ReturnType<typeof setInterval> | undefined
  let silent: ReturnType<typeof setTimeout> | undefined

  function leave(): void {
    clearInterval(beat)
    clearTimeout(silent)
    port.postMessage({ kind: 'leave' })
  }

  function giveUp(): void {
    if (fallback !== undefined) return
    leave()
    port.onmessage = null
    fallback = instead()
    fallback.join()
  }

  port.onfailure = giveUp
  port.onmessage = ({ data: message }) => {
    answered = true
    clearTimeout(silent)
    hear(message)
  }
  return {
    join: () => {
      if (fallback !== undefined) {
        fallback.join()
        return
      }
      clearInterval(beat)
      beat = setInterval(() => port.postMessage({ kind: 'still_here' }), STILL_HERE_EVERY_MS)
      if (!answered) silent = setTimeout(giveUp, WORKER_ANSWERS_WITHIN_MS)
      port.postMessage({ kind: 'join', url })
    },
    leave: () => {
      if (fallback !== undefined) fallback.leave()
      else leave()
    },
    tryNow: () => {
      if (fallback !== undefined) fallback.tryNow()
      else port.postMessage({ kind: 'try_now' })
    },
  }
}
