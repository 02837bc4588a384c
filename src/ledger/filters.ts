import { RUN_STATUSES, type RunOutcome } from '../truth/facts.ts'
import type { FreshnessState, ProblemClass } from '../truth/verdict.ts'

/** `active`: queued or running. */
export const STATUS_FILTERS = [...RUN_STATUSES, 'active'] as const
export type StatusFilter = (typeof STATUS_FILTERS)[number]

/** What a list may be narrowed by; absent means any. */
export interface RunFilters {
  readonly tenantId?: number
  readonly status?: StatusFilter
  readonly outcome?: RunOutcome
  readonly type?: string
  /** Part of the initiator's name, or its whole id. */
  readonly initiator?: string
  /** Free text over id, label, type and initiator. */
  readonly text?: string
  /** Created at or after, and before. */
  readonly from?: Date
  readonly to?: Date
  /** Ended at or after. */
  readonly endedSince?: Date
  readonly parentId?: string
  /** Derived, so they are answered by judging what is open, never from a stored column. */
  readonly problem?: ProblemClass
  readonly freshness?: FreshnessState
}

export interface Page {
  /** Only runs with a smaller id: the last id of the page before. */
  readonly before?: string
  readonly limit: number
}
