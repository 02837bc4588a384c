export interface PollerOptions {
  readonly onPoll: () => void
  /** How long the first of what is shown alive counts so if nothing is heard; null: nothing lives. */
  readonly livesForMs: () => number | null
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
/** What an answer may take, and a little. */
const LEAD_MS = 2_000
const TICK_MS = 1_000

/** Calmly: less and less while nothing that lives is shown, and before silence would speak against what does. */
export function createPoller({ onPoll, livesForMs, isQuiet }: PollerOptions): Poller {
  let waitMs = CALM_MS
  let dueMs = POLL_AFTER_MS
  let waitedMs = 0
  let on = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function wait(): void {
    timer = setTimeout(tick, TICK_MS)
  }

  function tick(): void {
    timer = undefined
    waitedMs += TICK_MS
    const lifeMs = livesForMs()
    const isDue = lifeMs === null ? waitedMs >= dueMs : waitedMs >= CALM_MS || lifeMs <= LEAD_MS
    if (isDue) poll()
    else wait()
  }

  function poll(): void {
    if (!on || isQuiet()) return
    onPoll()
    waitMs = livesForMs() === null ? Math.min(AT_MOST_MS, waitMs * GROWTH) : CALM_MS
    dueMs = waitMs
    waitedMs = 0
    wait()
  }

  return {
    start: () => {
      if (on) return
      on = true
      waitMs = CALM_MS
      dueMs = POLL_AFTER_MS
      waitedMs = 0
      wait()
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
