import { sql, statement } from '../../db/sql.ts'
import type { RunStatus } from '../../truth/facts.ts'

/** The job of somebody else's queue that an operation stands for. */
export interface JobOfRun {
  id: string
  tenantId: number | null
  status: RunStatus
  source: string
  queue: string
  jobId: string
  key: string
  /** A worker of ours executes it. */
  tracked: boolean
}

/** No row for an operation of our own. */
export function selectJobOfRun(workspaceId: number, runId: string) {
  return statement(sql<JobOfRun>`
    select r.id, r.tenant_id as "tenantId", r.status, r.source, r.queue_name as queue, r.queue_job_id as "jobId", r.queue_job_key as key,
      r.lease_boot_id is not null as tracked
    from runtruth.operation_runs r where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint and r.observed`)
}
