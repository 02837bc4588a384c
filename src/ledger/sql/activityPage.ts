import { sql, type RawBuilder } from '../../db/sql.ts'

/** Everything open that is no part of another, and the latest that have just ended; a source of selectRuns. */
export function activityPage(workspaceId: number, tenantIds: readonly number[] | null, items: number): RawBuilder<unknown> {
  const inReach = tenantIds === null ? sql`` : sql`and r.tenant_id = any(${tenantIds}::integer[])`
  return sql`
    (select r.* from runtruth.operation_runs r
      where r.workspace_id = ${workspaceId} and r.status <> 'completed' and r.parent_id is null ${inReach})
    union all
    (select r.* from runtruth.operation_runs r
      where r.workspace_id = ${workspaceId} and r.status = 'completed' and r.completed_at > now() - interval '10 minutes' and r.parent_id is null ${inReach}
      order by r.completed_at desc limit ${items})`
}
