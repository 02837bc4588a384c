import { sql, statement } from '../../db/sql.ts'

/** Notes when somebody else's queue was first found to have no such job any more. */
export function missJob(workspaceId: number, runId: string) {
  return statement(sql<{ runId: string }>`
    insert into runtruth.missing_jobs (workspace_id, run_id, queue_job_id)
    select r.workspace_id, r.id, r.queue_job_id from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint and r.observed and r.status <> 'completed'
    on conflict do nothing
    returning run_id as "runId"`)
}

/** It is there again: what was noted was a moment between two places. */
export function findJob(workspaceId: number, runId: string) {
  return statement(sql<{ runId: string }>`
    delete from runtruth.missing_jobs m where m.workspace_id = ${workspaceId} and m.run_id = ${runId}::bigint returning m.run_id as "runId"`)
}
