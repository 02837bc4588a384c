import { sql, statement } from '../../db/sql.ts'

export interface UnstartedRow {
  workspaceId: number
  workspace: string
  runId: string
  queueName: string
  jobId: string
}

/**
 * Jobs that were taken from the queue so long ago that whoever took them is not going to start them, while the run they
 * stand for is still queued. A look only: what is done about each is decided again under the run's own lock.
 */
export function selectUnstartedJobs(queueNames: readonly string[], takenBeforeMs: number) {
  return statement(sql<UnstartedRow>`
    select r.workspace_id as "workspaceId", w.slug as workspace, r.id as "runId", j.name as "queueName", j.id as "jobId"
    from runtruth_queue.job j
    join runtruth.operation_runs r on r.workspace_id = (j.data ->> 'workspaceId')::integer and r.id = (j.data ->> 'runId')::bigint
    join runtruth.workspaces w on w.id = r.workspace_id
    where j.name = any(${queueNames}::text[]) and j.state = 'active'
      and j.started_on < now() - make_interval(secs => ${takenBeforeMs}::bigint / 1000.0)
      and r.status = 'queued' and r.queue_job_id = j.id::text
    limit 100`)
}
