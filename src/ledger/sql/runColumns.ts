import { sql } from '../../db/sql.ts'
import type { OperationRun } from '../run.ts'

/**
 * The columns of an OperationRun, mapped from SQL names to ours here and nowhere else. Expects operation_runs as `r` and,
 * left-joined, its tenant as `t`: a subselect for every row costs more than all the rest of a page.
 */
export const runColumns = sql`
  r.id, r.type, r.label, r.tenant_id as "tenantId", r.status, r.outcome, r.attempt, r.max_attempts as "maxAttempts",
  r.lease, r.lease_worker as "leaseWorker", r.lease_boot_id as "leaseBootId",
  r.created_at as "createdAt", r.available_at as "availableAt", r.started_at as "startedAt", r.completed_at as "completedAt",
  r.restarted_at as "restartedAt", r.last_progress_at as "lastProgressAt", r.counts, r.phase, r.composite,
  r.parent_id as "parentId", r.retry_of as "retryOf", r.superseded_by as "supersededBy",
  json_build_object('kind', r.initiator_kind, 'id', r.initiator_id, 'name', r.initiator_name) as initiator,
  r.requires, r.policy, r.cancel_requested_at as "cancelRequestedAt", r.cancel_requested_by as "cancelRequestedBy",
  r.failure, r.reconciliation, r.source, r.queue_name as "queueName", r.queue_job_id as "queueJobId",
  r.dispatch_confirmed_at as "dispatchConfirmedAt", r.heartbeat_at as "heartbeatAt", r.heartbeat_every_ms as "heartbeatEveryMs",
  r.observed, r.holders, r.silent_after_ms as "silentAfterMs", r.recovers_after_ms::float8 as "recoversAfterMs", r.queue_waits as "queueWaits", r.wait_reason as "waitReason",
  t.slug as tenant, t.name as "tenantName"`

export type RunRow = OperationRun
