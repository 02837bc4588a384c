import { sql, statement } from '../../db/sql.ts'

/** The queue has the job. With our own queue this is the transaction that creates the run. */
export function confirmDispatch(workspaceId: number, runId: string, queueJobId: string) {
  return statement(sql<{ id: string }>`
    update runtruth.operation_runs r set queue_job_id = ${queueJobId}, dispatch_confirmed_at = now()
    where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint and r.status = 'queued'
    returning r.id`)
}
