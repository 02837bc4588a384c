import { sql, statement } from '../../db/sql.ts'

/** Locks a run that is still queued behind exactly this job; zero rows: it moved on. */
export function selectForRedispatch(workspaceId: number, runId: string, queueJobId: string) {
  return statement(sql<{ id: string }>`
    select r.id from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint and r.status = 'queued' and r.queue_job_id = ${queueJobId}
    for update`)
}
