import type { WireOperation } from '../../../../../src/http/contract.ts'

/** Everything about an operation that leaves an event behind, as one text: when it differs, there is more history to read. */
export function courseOf({ status, outcome, attempt, phase, availableAt, supersededBy, facts }: WireOperation): string {
  const { cancelRequestedAt, children, reconciliation } = facts?.run ?? {}
  return JSON.stringify([
    status,
    outcome,
    attempt,
    phase,
    availableAt,
    supersededBy,
    cancelRequestedAt,
    children,
    reconciliation?.amendedAt,
  ])
}
