import { sql, type RawBuilder } from '../../db/sql.ts'

/** Named runs of one workspace; a source of selectRuns. */
export function runsAmong(workspaceId: number, tenantIds: readonly number[] | null, runIds: readonly string[]): RawBuilder<unknown> {
  return sql`
    select r.* from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.id = any(${runIds}::bigint[])
      ${tenantIds === null ? sql`` : sql`and r.tenant_id = any(${tenantIds}::integer[])`}`
}
