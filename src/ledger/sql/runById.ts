import { sql, type RawBuilder } from '../../db/sql.ts'

/** One run of one workspace, as a source of selectRuns. */
export function runById(workspaceId: number, tenantIds: readonly number[] | null, runId: string): RawBuilder<unknown> {
  return sql`
    select r.* from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint
      ${tenantIds === null ? sql`` : sql`and r.tenant_id = any(${tenantIds}::integer[])`}`
}
