import { sql, statement } from '../../db/sql.ts'
import type { Counts, RunOutcome, RunStatus } from '../../truth/facts.ts'
import type { QueueWaits } from '../observation.ts'

/** What is known of a job's last life. */
export interface ObservedRow {
  workspaceId: number
  tenantId: number | null
  id: string
  queueName: string
  queueJobId: string
  queueJobKey: string
  life: number
  status: RunStatus
  outcome: RunOutcome
  attempt: number
  lease: string | null
  /** The boot of the worker of ours that executes it and reports on it; null: only its queue tells of it. */
  trackedBy: string | null
  /** A capability that its initiator must still hold when a tracked attempt begins. */
  requires: string | null
  reconciled: boolean
  amended: boolean
  completedAt: Date | null
  availableAt: Date | null
  holders: string[] | null
  heartbeatAt: Date | null
  counts: Counts | null
  queueWaits: QueueWaits | null
  missing: boolean
}

const COLUMNS = sql`
  r.workspace_id as "workspaceId", r.tenant_id as "tenantId", r.id, r.queue_name as "queueName", r.queue_job_id as "queueJobId", r.queue_job_key as "queueJobKey", r.life,
  r.status, r.outcome, r.attempt, r.lease, r.lease_boot_id as "trackedBy", r.requires, r.reconciliation is not null as reconciled,
  r.reconciliation ->> 'amendedAt' is not null as amended, r.completed_at as "completedAt", r.available_at as "availableAt", r.holders,
  r.heartbeat_at as "heartbeatAt", r.counts, r.queue_waits as "queueWaits",
  exists (select 1 from runtruth.missing_jobs m where m.workspace_id = r.workspace_id and m.run_id = r.id) as missing`

/** The last life of each named job, whatever workspace it is in. As the system. */
export function selectObserved(source: string, jobs: readonly { readonly queue: string; readonly id: string; readonly key: string }[]) {
  return statement(sql<ObservedRow>`
    select distinct on (r.queue_name, r.queue_job_id, r.queue_job_key) ${COLUMNS}
    from unnest(${jobs.map(({ queue }) => queue)}::text[], ${jobs.map(({ id }) => id)}::text[], ${jobs.map(({ key }) => key)}::text[])
      as j(queue, id, key)
    join runtruth.operation_runs r on r.observed and r.source = ${source} and r.queue_name = j.queue and r.queue_job_id = j.id and r.queue_job_key = j.key
    order by r.queue_name, r.queue_job_id, r.queue_job_key, r.life desc`)
}

/**
 * What is open of a source: all that runs, and of what is queued those after `after` in the order of their ids, so that a
 * long backlog is asked about a piece at a time. As the system.
 */
export function selectObservedOpen(source: string, after: string, queuedAtMost: number) {
  return statement(sql<ObservedRow>`
    (select ${COLUMNS} from runtruth.operation_runs r
      where r.observed and r.source = ${source} and r.status <> 'completed' and r.status = 'running')
    union all
    (select ${COLUMNS} from runtruth.operation_runs r
      where r.observed and r.source = ${source} and r.status <> 'completed' and r.status = 'queued' and r.id > ${after}::bigint
      order by r.id limit ${queuedAtMost})`)
}
