export interface PollerOptions {
  readonly onPoll: () => void
  /** Whether anything that is shown runs and is fresh. */
  readonly showsLife: () => boolean
  /** Whether nobody looks, or a dialog is open: then nothing is fetched behind it. */
  readonly isQuiet: () => boolean
}

export interface Poller {
  /** The stream is not heard. */
  start(): void
  /** It is heard again. */
  stop(): void
  /** Somebody looks again, or the dialog was closed. */
  wake(): void
}

/** Not heard for so long, a page asks by itself. */
const POLL_AFTER_MS = 10_000
const CALM_MS = 4_000
const AT_MOST_MS = 30_000
const GROWTH = 1.5

/** Calmly, and less and less while nothing that lives is shown. */
export function createPoller({ onPoll, showsLife, isQuiet }: PollerOptions): Poller {
  let waitMs = CALM_MS
  let on = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function next(): void {
    waitMs = showsLife() ? CALM_MS : Math.min(AT_MOST_MS, waitMs * GROWTH)
    timer = setTimeout(poll, waitMs)
  }

  function poll(): void {
    timer = undefined
    if (!on || isQuiet()) return
    onPoll()
    next()
  }

  return {
    start: () => {
      if (on) return
      on = true
      waitMs = CALM_MS
      timer = setTimeout(poll, POLL_AFTER_MS)
    },
    stop: () => {
      on = false
      clearTimeout(timer)
      timer = undefined
    },
    wake: () => {
      // What was due while nobody looked is due now.
      if (on && timer === undefined) poll()
    },
  }
}
