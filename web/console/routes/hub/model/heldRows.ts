import type { WireOperation } from '../../../../../src/http/contract.ts'
import type { Shown } from './shown.ts'

/** A place in the list: an operation, or one that is not on this page any more and of which nothing more is heard. */
export type Place = { readonly kind: 'shown'; readonly row: Shown } | { readonly kind: 'left'; readonly row: Shown }

export interface Held {
  /** What is shown, in the places of before. */
  readonly operations: readonly WireOperation[]
  /** New ones, which wait for the reader to let them in. */
  readonly waiting: number
  /** Shown still, and in the answer no more. */
  readonly left: ReadonlySet<string>
}

/** The page as it may be shown without moving what is being looked at: the places of before, with what is known now. */
export function holdPlaces(before: readonly WireOperation[], now: readonly WireOperation[]): Held {
  const current = new Map(now.map((operation) => [operation.id, operation]))
  const held = new Set(before.map(({ id }) => id))
  return {
    operations: before.map((operation) => current.get(operation.id) ?? operation),
    waiting: now.filter(({ id }) => !held.has(id)).length,
    left: new Set([...held].filter((id) => !current.has(id))),
  }
}

/** What left is shown as it has become, as long as that is heard: by the live layer, or because it has ended. Else nothing is claimed. */
export function placesOf(rows: readonly Shown[], left: ReadonlySet<string>, heard: boolean): readonly Place[] {
  return rows.map((row) => ({
    kind: heard || row.verdict.lifecycle === 'completed' || !left.has(row.operation.id) ? 'shown' : 'left',
    row,
  }))
}
