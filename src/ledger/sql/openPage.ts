import { sql, type RawBuilder } from '../../db/sql.ts'

/** What is open in one workspace, a page at a time, newest first; a source of selectRuns for those who walk all of it. */
export function openPage(workspaceId: number, before: string | null, limit: number): RawBuilder<unknown> {
  return sql`
    select r.* from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.status <> 'completed' ${before === null ? sql`` : sql`and r.id < ${before}::bigint`}
    order by r.id desc limit ${limit}`
}
