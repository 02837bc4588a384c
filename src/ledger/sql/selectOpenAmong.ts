import { sql, statement } from '../../db/sql.ts'

/** Which of these are still open, with their input; one look for many, so that several reconcilers do not try in vain one by one. */
export function selectOpenAmong(workspaceId: number, runIds: readonly string[]) {
  return statement(sql<{ id: string; input: unknown }>`
    select r.id, r.input from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.id = any(${runIds}::bigint[]) and r.status <> 'completed'`)
}
