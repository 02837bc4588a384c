import type { Told } from './listen.ts'
import type { Kill } from './runLane.ts'
import type { Setup, Survivor } from './setups.ts'

/** All kills of one setup with the same left alive. */
export interface RaceRow {
  readonly setup: Setup
  readonly survivor: Survivor
  readonly kills: readonly Kill[]
}

export type SurfaceName = 'view' | 'runtruth'

/** What one surface told, kill by kill; of a kill that came to nothing it told nothing. */
export function toldIn({ kills }: RaceRow, surface: SurfaceName): Told[] {
  return kills.flatMap(({ outcome }) => outcome?.[surface] ?? [])
}

export function aliveIn({ survivor }: RaceRow): string {
  return survivor === 'survivor' ? 'a survivor' : 'nobody'
}
