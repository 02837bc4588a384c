import { sql, statement } from '../../db/sql.ts'
import type { RunOutcome } from '../../truth/facts.ts'

export interface CountDifferenceRow {
  /** 0: operations of the workspace as a whole. */
  tenantId: number
  outcome: RunOutcome
  counted: string
  found: string
}

/** Where the counted totals differ from what is there; one snapshot, so that nothing ends in between. */
export function selectCountDifferences(workspaceId: number, tenantId: number | null) {
  return statement(sql<CountDifferenceRow>`
    select coalesce(c.tenant_id, f.tenant_id) as "tenantId", coalesce(c.outcome, f.outcome) as outcome,
      coalesce(c.runs, 0)::text as counted, coalesce(f.runs, 0)::text as found
    from (
      select k.tenant_id, k.outcome, sum(k.runs) as runs from runtruth.outcome_counts k
      where k.workspace_id = ${workspaceId} ${tenantId === null ? sql`` : sql`and k.tenant_id = ${tenantId}`} group by 1, 2
    ) c
    full join (
      select coalesce(r.tenant_id, 0) as tenant_id, r.outcome, count(*) as runs from runtruth.operation_runs r
      where r.workspace_id = ${workspaceId} and r.status = 'completed' ${tenantId === null ? sql`` : sql`and r.tenant_id = ${tenantId}`} group by 1, 2
    ) f on f.tenant_id = c.tenant_id and f.outcome = c.outcome
    where coalesce(c.runs, 0) <> coalesce(f.runs, 0)
    order by 1, 2`)
}
