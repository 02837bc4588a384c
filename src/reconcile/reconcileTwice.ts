import { setTimeout as delay } from 'node:timers/promises'
import { SETTLE_AFTER_MS } from '../truth/lifecyclePolicy.ts'
import { reconcileOnce, type Sweep, type SweepOptions } from './reconcileOnce.ts'
import { openSightings } from './sightings.ts'

/** A timer may be early by a moment, and the database's clock decides. */
const MARGIN_MS = 50

/**
 * A sweep on its own, as `reconcile --once` makes it: looks, and where something orphaned waits for its second look, waits
 * and looks again. The answer is that of the last look, with everything that was concluded.
 */
export async function reconcileTwice(options: Omit<SweepOptions, 'sightings'>): Promise<Sweep> {
  const { services } = options
  const sightings = openSightings({ url: services.db.url, log: services.log })
  try {
    const first = await reconcileOnce({ ...options, sightings })
    if (first.awaitingSecondLook === 0) return first
    await delay((options.settleAfterMs ?? SETTLE_AFTER_MS) + MARGIN_MS, undefined, options.signal ? { signal: options.signal } : {})
    const second = await reconcileOnce({ ...options, sightings })
    // A dry run concludes the same thing in both looks.
    const known = new Set(second.concluded.map(({ workspace, runId }) => `${workspace} ${runId}`))
    const earlier = first.concluded.filter(({ workspace, runId }) => !known.has(`${workspace} ${runId}`))
    return { ...second, concluded: [...earlier, ...second.concluded] }
  } finally {
    await sightings.close()
  }
}
