import { sql, statement } from '../../db/sql.ts'

/** How many ended runs the reconciler closed; few beside history, and counted from their own partial index. */
export function selectReconciledCount(workspaceId: number, tenantIds: readonly number[] | null) {
  return statement(sql<{ runs: string }>`
    select count(*)::text as runs from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.reconciliation is not null
      ${tenantIds === null ? sql`` : sql`and r.tenant_id = any(${tenantIds}::integer[])`}`)
}
