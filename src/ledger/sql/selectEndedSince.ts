import { sql, statement } from '../../db/sql.ts'
import type { RunOutcome } from '../../truth/facts.ts'

/** What ended at or after an instant, by outcome. Reads that stretch of the index on the end, and nothing before it. */
export function selectEndedSince(workspaceId: number, tenantIds: readonly number[] | null, since: Date) {
  return statement(sql<{ outcome: RunOutcome; runs: string }>`
    select r.outcome, count(*)::text as runs from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.status = 'completed' and r.completed_at >= ${since}
      ${tenantIds === null ? sql`` : sql`and r.tenant_id = any(${tenantIds}::integer[])`}
    group by r.outcome`)
}
