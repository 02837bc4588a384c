import type { WireOperation, WireRelated } from '../../../../../src/http/contract.ts'

export type Tie = 'parent' | 'retryOf' | 'supersededBy' | 'retry' | 'part'

/** Read as "this one … #4711". */
export const TIE_WORDS: Record<Tie, string> = {
  parent: 'Part of',
  retryOf: 'Repeats',
  supersededBy: 'Answered by',
  retry: 'Repeated by',
  part: 'Part',
}

export interface Relation {
  readonly tie: Tie
  readonly id: string
  /** Null while its own verdict is not known. */
  readonly operation: WireOperation | null
}

/** What it comes from first, then what answered it, then what came of it. */
export function relationsOf(operation: WireOperation, related: WireRelated | undefined): readonly Relation[] {
  if (related === undefined) {
    return [...byId('parent', operation.parentId), ...byId('retryOf', operation.retryOf), ...byId('supersededBy', operation.supersededBy)]
  }
  const one = (tie: Tie, other: WireOperation | null) => (other === null ? [] : [{ tie, id: other.id, operation: other }])
  return [
    ...one('parent', related.parent),
    ...one('retryOf', related.retryOf),
    ...one('supersededBy', related.supersededBy),
    ...related.retries.filter(({ id }) => id !== related.supersededBy?.id).flatMap((other) => one('retry', other)),
    ...related.parts.flatMap((other) => one('part', other)),
  ]
}

function byId(tie: Tie, id: string | null): readonly Relation[] {
  return id === null ? [] : [{ tie, id, operation: null }]
}
