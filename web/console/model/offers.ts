import type { Capability, WirePlace, WireOperation } from '../../../src/http/contract.ts'
import type { Verdict } from '../../../src/truth/index.ts'
import { actionsFor, type Action } from './verdictLook.ts'

/** What this page offers to do. Uncertain means not offered; the server decides again. */
export interface Offers {
  /** The one step that stands out, if there is one. */
  readonly primary: Action | null
  readonly others: readonly Action[]
  /** Cancellation was asked for and is not offered again. */
  readonly cancelAskedAt: string | null
}

export function offersFor(
  operation: WireOperation,
  verdict: Verdict,
  holds: (capability: Capability) => boolean,
  place: Pick<WirePlace, 'types' | 'tenants' | 'reachesAll'>,
): Offers {
  const run = operation.facts?.run
  const cancelAskedAt = verdict.lifecycle === 'completed' ? null : (run?.cancelRequestedAt ?? null)
  const offered = actionsFor(operation, verdict, holds, mayRepeat(operation, place)).filter(
    // Without the facts nobody knows whether it was asked for before.
    (action) => action !== 'cancel' || (run !== undefined && cancelAskedAt === null && mayCancel(operation, verdict)),
  )
  const primary = offered.find((action) => action !== 'cancel' && verdict.problem !== 'none') ?? null
  return { primary, others: offered.filter((action) => action !== primary), cancelAskedAt }
}

/** Somebody else's queue takes back only what waits in it, and only where it takes orders; what a worker of ours has, that worker lets go. */
function mayCancel({ source, facts }: WireOperation, { lifecycle }: Verdict): boolean {
  if (source.control === 'own') return true
  return lifecycle === 'queued' ? source.control === 'controlled' : (facts?.worker?.leaseBootId ?? null) !== null
}

/** Repeating is declared safe today, nothing has answered it, it is no part of another, and what it runs in takes operations. */
function mayRepeat(operation: WireOperation, place: Pick<WirePlace, 'types' | 'tenants' | 'reachesAll'>): boolean {
  const { tenant, source, facts } = operation
  const unanswered = operation.supersededBy === null && operation.parentId === null
  // Its queue repeats it, by what it was declared when it came.
  if (source.control !== 'own') return source.control === 'controlled' && facts?.policy?.retry === 'safe' && unanswered
  const type = place.types.find((known) => known.type === operation.type)
  const operable = tenant === null ? place.reachesAll : place.tenants.some((known) => known.slug === tenant && known.operable)
  return type?.retry === 'safe' && type.startable && operable && unanswered
}
