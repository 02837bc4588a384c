import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { pid } from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { isDatabaseAway } from '../db/databaseErrors.ts'
import type { DomainAdapter } from './adapters/contract.ts'
import { noteWaits } from './noteWaits.ts'
import { reconcileOnce } from './reconcileOnce.ts'
import { recordSweep, tidyUp } from './recordSweep.ts'
import type { ReconcileServices } from './services.ts'
import { openSightings } from './sightings.ts'

export interface ReconcilerOptions {
  readonly services: ReconcileServices
  readonly adapters: readonly DomainAdapter[]
  /** Milliseconds between two sweeps; default one second. A long sweep is followed by a longer rest. */
  readonly intervalMs?: number
  readonly settleAfterMs?: number
  readonly signal: AbortSignal
}

const INTERVAL_MS = 1_000
/** A sweep that takes long rests for twice as long, so that looking never becomes the load. */
const REST_PER_SWEEP = 2
const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 5_000
/** Places in a queue are read for it, which costs more than a sweep. */
const NOTE_WAITS_EVERY_MS = 5_000
const TIDY_EVERY_MS = 600_000

/**
 * Sweeps until the signal fires; resolves then, and never rejects. Any number may run at once, on any number of machines.
 * The database may go away and come back: what was seen before does not count any more.
 */
export async function runReconciler(options: ReconcilerOptions): Promise<void> {
  const { services, signal } = options
  const { log, clock } = services
  const intervalMs = options.intervalMs ?? INTERVAL_MS
  const reconciler = `${hostname()} ${pid} ${randomBytes(3).toString('hex')}`
  const sightings = openSightings({ url: services.db.url, log })
  let tidiedMs = Number.NEGATIVE_INFINITY
  let notedMs = Number.NEGATIVE_INFINITY
  let failures = 0
  try {
    while (!signal.aborted) {
      const begunMs = clock.monotonicMs()
      let restMs: number
      try {
        const sweep = await reconcileOnce({
          services,
          adapters: options.adapters,
          sightings,
          signal,
          ...(options.settleAfterMs === undefined ? {} : { settleAfterMs: options.settleAfterMs }),
        })
        await recordSweep(services, reconciler, { looked: sweep.looked, concluded: sweep.concluded.length })
        if (begunMs - notedMs > NOTE_WAITS_EVERY_MS) {
          await noteWaits(services)
          notedMs = begunMs
        }
        if (begunMs - tidiedMs > TIDY_EVERY_MS) {
          await tidyUp(services)
          tidiedMs = begunMs
        }
        if (failures > 0) log.info('the reconciler sweeps again')
        failures = 0
        restMs = Math.max(intervalMs, REST_PER_SWEEP * (clock.monotonicMs() - begunMs))
      } catch (error) {
        failures += 1
        restMs = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS)
        // Once when it starts; a database that stays away is no news every second.
        const level = failures > 1 ? 'debug' : isDatabaseAway(error) ? 'warn' : 'error'
        log[level]({ err: error, failures }, 'a sweep failed; it is tried again')
      }
      await rest(jittered(restMs), signal)
    }
  } finally {
    await sightings.close()
  }
}

/** Reconcilers that were started together do not stay in step. */
function jittered(ms: number): number {
  return ms * (0.75 + Math.random() / 2)
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal })
  } catch {
    // Only the signal ends a rest early, and the loop looks at it next.
  }
}
