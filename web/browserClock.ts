/** The one place in the browser that reads its clocks; everything else is handed one, so that a test can hold it still. */
export interface BrowserClock {
  /** The wall clock of this computer, epoch milliseconds; it may be wrong. */
  nowMs(): number
  /** Never runs backwards; its zero means nothing. */
  monotonicMs(): number
}

export const browserClock: BrowserClock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() }
