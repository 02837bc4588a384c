import type { WireOperation } from '../../../../src/http/contract.ts'
import type { Verdict } from '../../../../src/truth/index.ts'

export interface Seen {
  readonly operation: WireOperation
  readonly verdict: Verdict
}

/** What is true about an operation now; the one place of this page that says where verdicts come from. */
export function useSeen(operation: WireOperation): Seen {
  return { operation, verdict: operation.verdict }
}
