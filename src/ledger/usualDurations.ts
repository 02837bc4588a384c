import type { JudgedRow } from './sql/selectRuns.ts'

/** How long a type usually takes; null and no samples without history. */
export type Usual = Pick<JudgedRow, 'p50Ms' | 'p95Ms' | 'samples'>

/**
 * What has been read of that so far, by workspace and type. It belongs to one observation of the workers and is shared as long as
 * that is: summing up the last hundred of each type is a fifth of what the database does for a page of the list.
 */
export type UsualDurations = Map<number, Map<string, Usual>>

export function knownTypes(usual: UsualDurations, workspaceId: number): string[] {
  return [...(usual.get(workspaceId)?.keys() ?? [])]
}

/** Completes the rows that were read without what was `known`, and keeps what they bring. */
export function shareUsual(usual: UsualDurations, workspaceId: number, known: readonly string[], rows: readonly JudgedRow[]): void {
  const kept = usual.get(workspaceId) ?? new Map<string, Usual>()
  usual.set(workspaceId, kept)
  const before = new Set(known)
  for (const row of rows) {
    const { type, p50Ms, p95Ms, samples } = row
    if (before.has(type)) Object.assign(row, kept.get(type))
    else kept.set(type, { p50Ms, p95Ms, samples })
  }
}
