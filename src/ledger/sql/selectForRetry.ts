import { sql, statement } from '../../db/sql.ts'
import type { LifecyclePolicyFacts, RunOutcome, RunStatus } from '../../truth/facts.ts'

export interface RetryRow {
  id: string
  type: string
  label: string
  tenantId: number | null
  status: RunStatus
  outcome: RunOutcome
  attempt: number
  input: unknown
  policy: LifecyclePolicyFacts | null
  maxAttempts: number
  requires: string | null
  source: string
  queueName: string | null
  identityHash: Buffer | null
  exclusive: boolean
  parentId: string | null
  supersededBy: string | null
}

export function selectForRetry(workspaceId: number, runId: string) {
  return statement(sql<RetryRow>`
    select r.id, r.type, r.label, r.tenant_id as "tenantId", r.status, r.outcome, r.attempt, r.input, r.policy, r.max_attempts as "maxAttempts",
      r.requires, r.source, r.queue_name as "queueName", r.identity_hash as "identityHash", r.exclusive,
      r.parent_id as "parentId", r.superseded_by as "supersededBy"
    from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint for update`)
}
