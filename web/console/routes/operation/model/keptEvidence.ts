import type { WireEvent } from '../../../../../src/http/contract.ts'
import type { Evidence } from '../../../../../src/truth/index.ts'
import { readEvidence } from './readEvidence.ts'

/** The signals as they stood when the operation was closed, and when that was; null where they were not kept. */
export function keptEvidence(events: readonly WireEvent[]): { readonly at: string; readonly evidence: readonly Evidence[] } | null {
  const closed = events.findLast(({ kind }) => kind === 'reconciled')
  const evidence = readEvidence(closed?.data.evidence)
  return closed === undefined || evidence.length === 0 ? null : { at: closed.at, evidence }
}
