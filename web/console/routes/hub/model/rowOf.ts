import type { Verdict } from '../../../../../src/truth/verdict.ts'
import type { Shown } from './shown.ts'

/** What a row says beside its verdict. Everything about health and progress is the verdict's own word. */
export interface RowWords {
  /** Null where the guidance already says it. */
  readonly progress: string | null
  readonly duration: string | null
  readonly at: string | null
  /** What happened at that time. */
  readonly atWord: string
}

export function rowOf({ operation, verdict }: Shown): RowWords {
  const { label } = verdict.progress
  return {
    progress: label === null || verdict.guidance.startsWith(label) ? null : label,
    duration: durationOf(verdict),
    ...momentOf(operation, verdict),
  }
}

/** "Usually 2–4 min" of what lives, "Took 3 min" of what has ended; a guidance that says so is not repeated. */
function durationOf({ duration, guidance }: Verdict): string | null {
  return duration.label === null || guidance.includes(duration.label) ? null : duration.label
}

function momentOf(operation: Shown['operation'], { lifecycle }: Verdict): Pick<RowWords, 'at' | 'atWord'> {
  switch (lifecycle) {
    case 'completed':
      return { at: operation.completedAt, atWord: 'ended' }
    case 'running':
      return { at: operation.startedAt, atWord: 'started' }
    case 'queued':
      return { at: operation.createdAt, atWord: 'queued' }
  }
}

/** A column that says the same in every row says nothing. */
export function showsTenants(rows: readonly Shown[], tenantFilter: string, tenantsInReach: number): boolean {
  if (tenantFilter !== '') return false
  return tenantsInReach > 1 || new Set(rows.map(({ operation }) => operation.tenant)).size > 1
}
