import type { WireOperation } from '../../../src/http/contract.ts'
import { deriveWords } from '../../../src/truth/deriveWords.ts'
import { hintKindOf, type HintItem } from './hint.ts'

/** The verdict as of now, derived again from the facts of the last answer; the answer's own where it came without facts. */
export function judgeNow(operation: WireOperation, nowMs: number): HintItem {
  const verdict = operation.facts === undefined ? operation.verdict : deriveWords(operation.facts, new Date(nowMs).toISOString())
  return { operation, verdict, kind: hintKindOf(verdict) }
}
