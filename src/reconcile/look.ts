import type { WorkerObservation } from '../ledger/workerObserver.ts'
import type { ReconcileServices } from './services.ts'
import type { Sightings } from './sightings.ts'

/** Observes the workers, and makes sure in the same breath that what was seen before still counts. */
export interface Look {
  /** An observation that was begun at most so long ago. */
  within(maxAgeMs: number): Promise<WorkerObservation>
}

export function createLook(services: Pick<ReconcileServices, 'observer' | 'clock'>, sightings: Sightings): Look {
  let current: { readonly begunMs: number; readonly observation: Promise<WorkerObservation> } | undefined

  async function observe(): Promise<WorkerObservation> {
    await sightings.confirm()
    return await services.observer.observeNow()
  }

  return {
    within: async (maxAgeMs) => {
      const nowMs = services.clock.monotonicMs()
      if (!current || nowMs - current.begunMs > maxAgeMs) {
        current = { begunMs: nowMs, observation: observe() }
      }
      return await current.observation
    },
  }
}
