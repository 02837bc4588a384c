import { sql, type RawBuilder } from '../../db/sql.ts'

/** Everything linked to one run: its parent, its parts, what it retries and what retries it; a source of selectRuns. */
export function runsOf(workspaceId: number, tenantIds: readonly number[] | null, runId: string): RawBuilder<unknown> {
  const linked = sql`(
    select self.parent_id as id from runtruth.operation_runs self where self.workspace_id = ${workspaceId} and self.id = ${runId}::bigint
    union select self.retry_of from runtruth.operation_runs self where self.workspace_id = ${workspaceId} and self.id = ${runId}::bigint
    union select p.id from runtruth.operation_runs p where p.workspace_id = ${workspaceId} and p.parent_id = ${runId}::bigint
    union select t.id from runtruth.operation_runs t where t.workspace_id = ${workspaceId} and t.retry_of = ${runId}::bigint)`
  return sql`
    select r.* from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.id in (select id from ${linked} linked where id is not null)
      ${tenantIds === null ? sql`` : sql`and r.tenant_id = any(${tenantIds}::integer[])`}`
}
