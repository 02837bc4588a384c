import { sql, statement } from '../../db/sql.ts'
import type { RunStatus } from '../../truth/facts.ts'
import type { CompletedRow } from './completeRun.ts'

export interface LeaseRow extends CompletedRow {
  status: RunStatus
  tenantId: number | null
  attempt: number
  maxAttempts: number
  lease: string | null
  leaseWorker: string | null
  reconciled: boolean
  cancelRequestedAt: Date | null
  retry: string | null
  supersededBy: string | null
}

/** What a verb must know to say why its conditional write met nothing, or, locked, to choose the write. */
export function selectLease(workspaceId: number, runId: string, lock: 'unlocked' | 'locked' = 'unlocked') {
  return statement(sql<LeaseRow>`
    select r.id, r.type, r.status, r.outcome, r.tenant_id as "tenantId", r.attempt, r.max_attempts as "maxAttempts", r.lease, r.lease_worker as "leaseWorker",
      r.reconciliation is not null as reconciled, r.cancel_requested_at as "cancelRequestedAt", r.policy ->> 'retry' as retry,
      r.superseded_by as "supersededBy", r.source, r.queue_name as "queueName", r.queue_job_id as "queueJobId"
    from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint
    ${lock === 'locked' ? sql`for update` : sql``}`)
}
