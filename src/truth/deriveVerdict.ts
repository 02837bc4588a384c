import { wordsOf } from './deriveWords.ts'
import { listEvidence } from './evidence.ts'
import type { Facts } from './facts.ts'
import { judgeFacts } from './judgeFacts.ts'
import type { Verdict } from './verdict.ts'

/**
 * What is true about an operation at `asOf` (ISO 8601 with zone; default, also when it cannot be read: `facts.asOf`), and the words every
 * surface says about it. Pure and total: any input gives one of the ten legal cells, the same input gives the same bytes, and it never
 * throws. Without any usable evaluation time `asOf` is empty and an open operation is `unknown`.
 */
export function deriveVerdict(facts: Facts | unknown, asOf?: string): Verdict {
  const judged = judgeFacts(facts, asOf)
  // The order of the keys is part of the bytes: the evidence stands before the times.
  const { asOf: at, nextChangeAt, ...said } = wordsOf(judged)
  return { ...said, evidence: listEvidence(judged.judgement, judged.moment.asOfMs), asOf: at, nextChangeAt }
}
