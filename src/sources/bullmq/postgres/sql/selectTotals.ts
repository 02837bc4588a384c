import type { JobRow } from './jobColumns.ts'
import type { Tables } from './tables.ts'

export interface TotalRow {
  readonly state: JobRow['state']
  readonly jobs: number
}

export function selectTotals({ job }: Tables): string {
  return `select state::text as state, count(*)::int as jobs from ${job} where queue = any ($1::text[]) group by state`
}
