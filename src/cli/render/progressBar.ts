import type { Verdict } from '../../truth/verdict.ts'

const WIDTH = 20
const RUNNER = 4

/** A bar for what may have one; null where a bar would claim something. Filled by counts, or moving to say only "alive". */
export function progressBar({ freshness, lifecycle, progress }: Verdict, frame: number): string | null {
  if (lifecycle !== 'running') return null
  const { processed, total, live, mode } = progress
  if (mode === 'counted' && processed !== null && total !== null && total > 0) {
    const filled = Math.min(Math.floor((processed / total) * WIDTH), WIDTH)
    // Hatching: a fact of the past, not a movement that stands still for a moment.
    return `[${(live ? '█' : '▒').repeat(filled)}${' '.repeat(WIDTH - filled)}]`
  }
  if (freshness !== 'fresh' || !live || mode !== 'activity') return null
  const at = frame % (WIDTH - RUNNER + 1)
  return `[${' '.repeat(at)}${'█'.repeat(RUNNER)}${' '.repeat(WIDTH - RUNNER - at)}]`
}
