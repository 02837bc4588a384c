import type { WireOperation } from '../../../../../src/http/contract.ts'
import type { Verdict } from '../../../../../src/truth/verdict.ts'

/** An operation and what is true about it now; the verdict may be younger than the answer that brought the operation. */
export interface Shown {
  readonly operation: WireOperation
  readonly verdict: Verdict
}
