import { parseInstant } from '../../../src/truth/index.ts'
import type { BrowserClock } from '../../browserClock.ts'

/** The server's time as well as this browser can know it. A verdict that turns with time turns by this clock. */
export interface ServerClock {
  /** An `asOf` has just arrived, or so many milliseconds ago. */
  hear(asOf: string, agoMs?: number): void
  /** Whether it has ever heard; until then it is the clock of this computer. */
  known(): boolean
  /** Epoch milliseconds; runs backwards only when it had been wrong by seconds. */
  nowMs(): number
}

const HEARINGS_KEPT = 9
/** The monotonic clock of some systems stands still while they sleep; a wall clock ahead by more than this tells. */
const SLEPT_MS = 2_000
/** A smaller step back is waited out, so that nothing on a screen grows younger. */
const STEP_BACK_MS = 5_000

export function createServerClock(clock: BrowserClock): ServerClock {
  let wallMs = clock.nowMs()
  let monotonicMs = clock.monotonicMs()
  let localMs = wallMs
  let offsets: number[] = []
  let offsetMs = 0
  let known = false
  let toldMs = Number.NEGATIVE_INFINITY

  function local(): number {
    const [wall, monotonic] = [clock.nowMs(), clock.monotonicMs()]
    const [wallStep, step] = [wall - wallMs, monotonic - monotonicMs]
    const slept = wallStep - step > SLEPT_MS
    // Or somebody has set the clock. Either way the next hearing decides alone.
    if (slept) offsets = []
    localMs += slept ? wallStep : step
    wallMs = wall
    monotonicMs = monotonic
    return localMs
  }

  return {
    hear: (asOf, agoMs = 0) => {
      const at = parseInstant(asOf)
      if (Number.isNaN(at)) return
      // What was told by a clock that was not ours to believe holds nobody back.
      if (!known) toldMs = Number.NEGATIVE_INFINITY
      known = true
      // Read first: it may find out that nothing heard before counts any more.
      const offset = at + agoMs - local()
      offsets = [...offsets, offset].slice(-HEARINGS_KEPT)
      // What arrives was true a moment ago, never a moment ahead: every hearing is late by its own way here, the least late is nearest.
      offsetMs = Math.max(...offsets)
    },
    known: () => known,
    nowMs: () => {
      const now = Math.floor(local() + offsetMs)
      toldMs = now < toldMs && toldMs - now <= STEP_BACK_MS ? toldMs : now
      return toldMs
    },
  }
}
