import { sql, type RawBuilder } from '../../db/sql.ts'

/** What has waited longest in a workspace. */
export function queuedPage(workspaceId: number, limit: number): RawBuilder<unknown> {
  return sql`
    select r.* from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.status <> 'completed' and r.status = 'queued'
    order by r.id limit ${limit}`
}
