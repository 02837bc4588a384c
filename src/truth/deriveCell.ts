import type { Facts } from './facts.ts'
import { problemOf } from './followUp.ts'
import { judgeFacts } from './judgeFacts.ts'
import { findNextChange } from './nextChange.ts'
import type { Verdict } from './verdict.ts'

export type Cell = Pick<Verdict, 'lifecycle' | 'freshness' | 'problem'>

/** The cell of `deriveVerdict`, by the same judgement, for whoever counts or picks and says none of its words. */
export function deriveCell(facts: Facts | unknown, asOf?: string): Cell {
  const { judgement } = judgeFacts(facts, asOf)
  return { lifecycle: judgement.lifecycle, freshness: judgement.freshness, problem: problemOf(judgement) }
}

/**
 * Until when a running operation counts as alive if nothing more is heard of it, by the same judgement, in ms since the epoch;
 * null: it does not, or nothing that is awaited would end that.
 */
export function aliveUntilMs(facts: Facts | unknown, asOf?: string): number | null {
  const { read, moment, judgement } = judgeFacts(facts, asOf)
  const alive = judgement.lifecycle === 'running' && judgement.freshness === 'fresh'
  return alive ? findNextChange(read, judgement, moment) : null
}
