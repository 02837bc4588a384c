import type { Shown } from './shown.ts'

/** A place in the list: an operation, or one that is not on this page any more and whose place is kept. */
export type Place = { readonly kind: 'shown'; readonly row: Shown } | { readonly kind: 'left'; readonly row: Shown }

/**
 * The page as it may be shown without moving what is being looked at: the places of before, with what is known now. Whatever
 * is new waits and is counted; whatever left keeps its place until the reader lets go.
 */
export function holdPlaces(
  before: readonly Shown[],
  now: readonly Shown[],
): { readonly places: readonly Place[]; readonly waiting: number } {
  const current = new Map(now.map((row) => [row.operation.id, row]))
  const places = before.map((row): Place => {
    const known = current.get(row.operation.id)
    return known === undefined ? { kind: 'left', row } : { kind: 'shown', row: known }
  })
  const held = new Set(before.map(({ operation }) => operation.id))
  return { places, waiting: now.filter(({ operation }) => !held.has(operation.id)).length }
}
