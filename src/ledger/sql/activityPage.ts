import { sql, type RawBuilder } from '../../db/sql.ts'

/**
 * Everything open that is no part of another, the latest that have just ended, and the latest of a day that still ask for
 * follow-up; a source of selectRuns. The ids of the last come out of their index before any row is read.
 */
export function activityPage(workspaceId: number, tenantIds: readonly number[] | null, items: number): RawBuilder<unknown> {
  const inReach = tenantIds === null ? sql`` : sql`and r.tenant_id = any(${tenantIds}::integer[])`
  return sql`
    (select r.* from runtruth.operation_runs r
      where r.workspace_id = ${workspaceId} and r.status <> 'completed' and r.parent_id is null ${inReach})
    union all
    (select r.* from runtruth.operation_runs r
      where r.workspace_id = ${workspaceId} and r.status = 'completed' and r.completed_at > now() - interval '10 minutes' and r.parent_id is null ${inReach}
      order by r.completed_at desc limit ${items})
    union all
    (select a.* from runtruth.operation_runs a
      where a.workspace_id = ${workspaceId} and a.completed_at > now() - interval '1 day' and a.completed_at <= now() - interval '10 minutes'
        and a.parent_id is null and a.id in (
          select r.id from runtruth.operation_runs r
          where r.workspace_id = ${workspaceId} and r.status = 'completed' and r.outcome in ('failed', 'blocked', 'partially_succeeded')
            and r.superseded_by is null ${inReach}
          order by r.id desc limit ${items}))`
}
