import { sql, statement } from '../../db/sql.ts'

export function selectOpenParts(workspaceId: number, parentId: string) {
  return statement(sql<{ id: string }>`
    select r.id from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.parent_id = ${parentId}::bigint and r.status <> 'completed' order by r.id`)
}
