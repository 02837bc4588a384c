import { sql, statement } from '../../db/sql.ts'

/** The workspaces of named runs, by name; across workspaces, so only for the system. */
export function selectSlugs(runIds: readonly string[]) {
  return statement(sql<{ id: string; slug: string }>`
    select r.id, w.slug from runtruth.workspaces w join runtruth.operation_runs r on r.workspace_id = w.id and r.id = any(${runIds}::bigint[])`)
}
