import { findPlace, type Place } from '../../access/grants.ts'
import type { Clock } from '../../clock.ts'
import type { Database } from '../../db/database.ts'

/** Where jobs belong: workspaces by slug, remembered for a moment, because every job names one. */
export interface Places {
  find(slug: string): Promise<Place | undefined>
}

/** Longer: a workspace or tenant that was just added is refused for longer. */
const REMEMBERED_MS = 5_000

export function createPlaces({ db, clock }: { readonly db: Database; readonly clock: Clock }): Places {
  const known = new Map<string, { readonly untilMs: number; readonly place: Promise<Place | undefined> }>()
  return {
    find: async (slug) => {
      const nowMs = clock.monotonicMs()
      const remembered = known.get(slug)
      if (remembered && nowMs < remembered.untilMs) return await remembered.place
      const place = findPlace(db, slug)
      known.set(slug, { untilMs: nowMs + REMEMBERED_MS, place })
      place.catch(() => known.delete(slug))
      return await place
    },
  }
}
