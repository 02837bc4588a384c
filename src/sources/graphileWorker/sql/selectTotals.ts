import { JOB_STATE, type JobRow } from './jobColumns.ts'
import type { Tables } from './tables.ts'

export interface TotalRow {
  readonly state: JobRow['state']
  readonly jobs: number
}

export function selectTotals({ jobs }: Tables): string {
  return `select ${JOB_STATE} as state, count(*)::float8 as jobs from ${jobs} j group by 1`
}
