import type { Verdict } from '../../truth/verdict.ts'
import type { Tone } from '../io.ts'

export interface Mark {
  readonly shape: string
  readonly tone: Tone
}

/** Shape, word and tone together: a verdict is never told by colour alone. */
export function markOf(verdict: Pick<Verdict, 'freshness' | 'problem' | 'headline'>, outcome: string): Mark {
  switch (verdict.freshness) {
    case 'fresh':
      return { shape: '●', tone: 'plain' }
    case 'likely_stale':
      return { shape: '◑', tone: 'yellow' }
    case 'orphaned':
      return { shape: '◐', tone: 'red' }
    case 'unknown':
      return { shape: '◌', tone: 'dim' }
    case 'settled':
      if (verdict.problem === 'terminal_follow_up') return { shape: '■', tone: 'magenta' }
      return outcome === 'succeeded' ? { shape: '✓', tone: 'green' } : { shape: '–', tone: 'dim' }
    case 'reconciled':
      return { shape: '∞', tone: verdict.problem === 'terminal_follow_up' ? 'magenta' : 'blue' }
  }
}
