import type { Facts } from './facts.ts'
import { problemOf } from './followUp.ts'
import { judgeFacts } from './judgeFacts.ts'
import type { Verdict } from './verdict.ts'

export type Cell = Pick<Verdict, 'lifecycle' | 'freshness' | 'problem'>

/** The cell of `deriveVerdict`, by the same judgement, for whoever counts or picks and says none of its words. */
export function deriveCell(facts: Facts | unknown, asOf?: string): Cell {
  const { judgement } = judgeFacts(facts, asOf)
  return { lifecycle: judgement.lifecycle, freshness: judgement.freshness, problem: problemOf(judgement) }
}
