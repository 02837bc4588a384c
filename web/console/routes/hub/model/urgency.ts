import type { Verdict } from '../../../../../src/truth/verdict.ts'
import type { Shown } from './shown.ts'

/** Proof before suspicion, both before what has ended; null: nothing is asked of anybody. */
export function urgencyOf({ problem, freshness }: Verdict): number | null {
  if (problem === 'none') return null
  if (freshness === 'orphaned') return 0
  return problem === 'active_stale_attention' ? 1 : 2
}

/** The one operation to look at first; among equals the newest. The same operation may be given more than once. */
export function mostUrgent(known: readonly Shown[]): Shown | null {
  let first: Shown | null = null
  for (const candidate of known) if (first === null ? urgencyOf(candidate.verdict) !== null : isBefore(candidate, first)) first = candidate
  return first
}

function isBefore(candidate: Shown, first: Shown): boolean {
  const urgency = urgencyOf(candidate.verdict)
  const foremost = urgencyOf(first.verdict)
  if (urgency === null || foremost === null) return false
  return urgency === foremost ? isNewer(candidate.operation.id, first.operation.id) : urgency < foremost
}

/** Ids are decimal text of any length, and grow. */
function isNewer(id: string, other: string): boolean {
  return id.length === other.length ? id > other : id.length > other.length
}
