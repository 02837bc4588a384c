import { sql, statement } from '../../db/sql.ts'

/** Slug of the workspace that has this run; for the system's role only, which alone sees them all. One index probe per workspace. */
export function workspaceOfRun(runId: string) {
  return statement(sql<{ slug: string }>`
    select w.slug from runtruth.workspaces w
    where exists (select 1 from runtruth.operation_runs r where r.workspace_id = w.id and r.id = ${runId}::bigint)`)
}
