import { FRESHNESS_LABELS } from '../../../../../src/truth/copy/labels.ts'
import type { Shown } from './shown.ts'
import { operations } from './strip.ts'
import { urgencyOf } from './urgency.ts'

/** Fewer are read sooner than unfolded. */
const WORTH_A_GROUP = 3

export interface AttentionGroup {
  readonly key: string
  /** "Likely stale" · "12 operations" · "same worker, worker-3". */
  readonly headline: string
  readonly size: string
  readonly shared: string
  readonly members: readonly Shown[]
}

export type AttentionEntry = { readonly kind: 'row'; readonly row: Shown } | { readonly kind: 'group'; readonly group: AttentionGroup }

/**
 * Rows that ask for the same look, together: what shares a worker first, of the rest what shares a reason. A group stands
 * where its first row stood, so the order the list came in holds.
 */
export function groupAttention(rows: readonly Shown[]): readonly AttentionEntry[] {
  const groups = new Map<string, Shown[]>()
  const keyOf = new Map<Shown, string>()
  collect(rows, workerKey)
  collect(
    rows.filter((row) => !keyOf.has(row)),
    ({ verdict }) => `reason ${verdict.freshness} ${verdict.reason}`,
  )
  const told = new Set<string>()
  const entries: AttentionEntry[] = []
  for (const row of rows) {
    const key = keyOf.get(row)
    if (key === undefined) entries.push({ kind: 'row', row })
    else if (!told.has(key)) {
      told.add(key)
      entries.push({ kind: 'group', group: describe(key, groups.get(key) ?? [row]) })
    }
  }
  return entries

  function collect(from: readonly Shown[], key: (row: Shown) => string | null): void {
    const found = new Map<string, Shown[]>()
    for (const row of from) {
      const name = urgencyOf(row.verdict) === null ? null : key(row)
      if (name !== null) found.set(name, [...(found.get(name) ?? []), row])
    }
    for (const [name, members] of found) {
      if (members.length < WORTH_A_GROUP) continue
      groups.set(name, members)
      for (const member of members) keyOf.set(member, name)
    }
  }
}

function workerKey({ operation, verdict }: Shown): string | null {
  const worker = operation.facts?.worker?.name
  return worker === undefined || verdict.problem !== 'active_stale_attention' ? null : `worker ${verdict.freshness} ${worker}`
}

function describe(key: string, members: readonly Shown[]): AttentionGroup {
  const first = members[0]
  const headlines = new Set(members.map(({ verdict }) => verdict.headline))
  const worker = key.startsWith('worker ') ? first?.operation.facts?.worker?.name : undefined
  return {
    key,
    headline: headlines.size === 1 ? (first?.verdict.headline ?? '') : first ? FRESHNESS_LABELS[first.verdict.freshness] : '',
    size: operations(members.length),
    shared: worker === undefined ? 'same reason' : `same worker, ${worker}`,
    members,
  }
}
