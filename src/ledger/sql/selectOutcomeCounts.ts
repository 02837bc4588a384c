import { sql, statement } from '../../db/sql.ts'
import type { RunOutcome } from '../../truth/facts.ts'

export interface OutcomeCountRow {
  outcome: RunOutcome
  runs: string
  /** Of these, the ones that still ask for attention. */
  asking: string
}

/** Totals of what has ended, from the counted table; what still asks, from its partial index. Neither reads history. */
export function selectOutcomeCounts(workspaceId: number, tenantIds: readonly number[] | null) {
  const totals = tenantIds === null ? sql`` : sql`and c.tenant_id = any(${tenantIds}::integer[])`
  const asking = tenantIds === null ? sql`` : sql`and r.tenant_id = any(${tenantIds}::integer[])`
  return statement(sql<OutcomeCountRow>`
    select totals.outcome, totals.runs::text as runs, coalesce(asking.runs, 0)::text as asking
    from (
      select c.outcome, sum(c.runs) as runs from runtruth.outcome_counts c where c.workspace_id = ${workspaceId} ${totals} group by c.outcome
    ) totals
    left join (
      select r.outcome, count(*) as runs from runtruth.operation_runs r
      where r.workspace_id = ${workspaceId} and r.status = 'completed' and r.outcome in ('failed', 'blocked', 'partially_succeeded')
        and r.superseded_by is null ${asking}
      group by r.outcome
    ) asking on asking.outcome = totals.outcome`)
}
