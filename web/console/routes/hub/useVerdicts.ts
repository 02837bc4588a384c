import type { WireOperation } from '../../../../src/http/contract.ts'
import type { Shown } from './model/shown.ts'

/** What is true of these operations now. The one place of the hub that decides which verdict is shown. */
export function useVerdicts(operations: readonly WireOperation[]): readonly Shown[] {
  return operations.map((operation) => ({ operation, verdict: operation.verdict }))
}
