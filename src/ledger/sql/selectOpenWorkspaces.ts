import { sql, statement } from '../../db/sql.ts'

/** Workspaces in which anything is open; across all of them, for the system's own role. */
export function selectOpenWorkspaces() {
  return statement(sql<{ id: number; slug: string }>`
    select w.id, w.slug from runtruth.workspaces w
    where exists (select 1 from runtruth.operation_runs r where r.workspace_id = w.id and r.status <> 'completed')
    order by w.id`)
}
