import { json, sql, statement } from '../../db/sql.ts'
import { notAfterNow } from './notAfterNow.ts'
import { enqueueWebhooks } from './enqueueWebhooks.ts'
import type { PrincipalKind } from '../../access/actor.ts'
import type { Counts, FailureFacts, LifecyclePolicyFacts, RunOutcome, RunStatus } from '../../truth/facts.ts'
import type { QueueWaits } from '../observation.ts'

/** A job of somebody else's queue as it stands when it is first heard of. Instants are ISO 8601. */
export interface ObservedDraft {
  readonly tenantId: number | null
  readonly type: string
  readonly label: string
  readonly status: RunStatus
  readonly outcome: RunOutcome
  readonly attempt: number
  readonly maxAttempts: number
  readonly createdAt: string
  readonly availableAt: string | null
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly counts: Counts | null
  readonly policy: LifecyclePolicyFacts | null
  readonly input: unknown
  readonly initiatorKind: PrincipalKind
  readonly initiatorId: string | null
  readonly initiatorName: string
  readonly requires: string | null
  /** Hexadecimal. */
  readonly identityHash: string | null
  readonly failure: FailureFacts | null
  readonly diagnostics: Record<string, unknown> | null
  readonly queueName: string
  readonly queueJobId: string
  readonly queueJobKey: string
  readonly life: number
  readonly retryOf: string | null
  readonly holders: readonly string[] | null
  readonly heartbeatAt: string | null
  readonly heartbeatEveryMs: number | null
  readonly silentAfterMs: number | null
  readonly recoversAfterMs: number | null
  readonly queueWaits: QueueWaits | null
  /** The worker of ours to which its queue has just given it, and which will report on it; it starts now. */
  readonly tracked?: { readonly lease: string; readonly worker: string; readonly bootId: string }
  /** Whether the initiator and webhooks are told of its end. */
  readonly isNews: boolean
}

const startedAt = sql`case when j.tracked is not null then now() else ${notAfterNow(sql`j."startedAt"`)} end`

/**
 * Any number of jobs of one workspace, each with the events of what has happened to it so far. Those that are there
 * already are left as they are. An instant that lies ahead by the queue's clock counts as now, except that of a plan.
 */
export function insertObserved(workspaceId: number, source: string, drafts: readonly ObservedDraft[]) {
  return statement(sql<{ id: string; queueName: string; queueJobKey: string }>`
    with incoming as materialized (
      select * from jsonb_to_recordset(${json(drafts)}::jsonb) as j(
        "tenantId" integer, type text, label text, status text, outcome text, attempt integer, "maxAttempts" integer, "createdAt" timestamptz,
        "availableAt" timestamptz, "startedAt" timestamptz, "completedAt" timestamptz, counts jsonb, policy jsonb, input jsonb,
        "initiatorKind" text, "initiatorId" text, "initiatorName" text, requires text, "identityHash" text, failure jsonb, diagnostics jsonb,
        "queueName" text, "queueJobId" text, "queueJobKey" text, life smallint, "retryOf" bigint, holders text[], "heartbeatAt" timestamptz,
        "heartbeatEveryMs" integer, "silentAfterMs" integer, "recoversAfterMs" bigint, "queueWaits" jsonb, tracked jsonb, "isNews" boolean)
    ), changed as (
      insert into runtruth.operation_runs (
        workspace_id, tenant_id, type, label, status, outcome, attempt, max_attempts, lease, lease_worker, lease_boot_id, created_at, available_at, started_at,
        completed_at, restarted_at, counts, last_progress_at, policy, input, initiator_kind, initiator_id, initiator_name, requires,
        identity_hash, failure, diagnostics, source, queue_name, queue_job_id, dispatch_confirmed_at, queue_job_key, observed, life,
        retry_of, holders, heartbeat_at, heartbeat_every_ms, silent_after_ms, recovers_after_ms, queue_waits)
      select ${workspaceId}, j."tenantId", j.type, j.label, j.status, j.outcome, j.attempt, j."maxAttempts",
        case when j.status = 'running' then coalesce((j.tracked ->> 'lease')::uuid, gen_random_uuid()) end, j.tracked ->> 'worker',
        (j.tracked ->> 'bootId')::uuid, least(j."createdAt", now()), j."availableAt",
        case when j.status <> 'queued' then ${startedAt} end, ${notAfterNow(sql`j."completedAt"`)},
        case when j.status = 'running' and j.attempt > 1 then ${startedAt} end,
        j.counts, case when j.counts is not null and j.status = 'running' then now() end, j.policy, coalesce(j.input, '{}'),
        j."initiatorKind", j."initiatorId", j."initiatorName", j.requires, decode(j."identityHash", 'hex'), j.failure, j.diagnostics,
        ${source}, j."queueName", j."queueJobId", now(), j."queueJobKey", true, j.life, j."retryOf", j.holders, ${notAfterNow(sql`j."heartbeatAt"`)},
        j."heartbeatEveryMs", j."silentAfterMs", j."recoversAfterMs", j."queueWaits"
      from incoming j order by j."createdAt"
      on conflict do nothing
      returning *
    ), happened as (
      select c.*, 'queued' as kind, c.created_at as happened_at, 1 as step, 0 as of_attempt, c.initiator_kind as by_kind, c.initiator_id as by_id,
        c.initiator_name as by_name, jsonb_build_object('queue', c.queue_name, 'jobId', c.queue_job_id) as told from changed c
      union all
      select c.*, 'started', c.started_at, 2, c.attempt, 'system', null, ${source},
        case when c.lease_worker is null then '{}' else jsonb_build_object('worker', c.lease_worker, 'bootId', c.lease_boot_id) end
      from changed c where c.started_at is not null and c.attempt > 0
      union all
      select c.*, c.outcome, c.completed_at, 3, c.attempt, 'system', null, ${source},
        case when c.failure is null then '{}' else jsonb_build_object('failure', c.failure) end from changed c where c.status = 'completed'
    ), events as (
      insert into runtruth.operation_events (workspace_id, run_id, tenant_id, at, kind, attempt, actor_kind, actor_id, actor_name, data)
      select workspace_id, id, tenant_id, happened_at, kind, of_attempt, by_kind, by_id, by_name, told from happened order by id, step
    ), news as (
      select c.* from changed c join incoming j on j."queueName" = c.queue_name and j."queueJobId" = c.queue_job_id and j."queueJobKey" = c.queue_job_key
        and j.life = c.life
      where c.status = 'completed' and j."isNews"
    ), notified as (
      insert into runtruth.notifications (workspace_id, run_id, user_id, kind)
      select workspace_id, id, initiator_id, 'finished' from news where initiator_kind = 'user' and initiator_id is not null
      on conflict do nothing
    ), enqueued as (${enqueueWebhooks(workspaceId, 'operation.finished', sql`news`)}
    )
    select id, queue_name as "queueName", queue_job_key as "queueJobKey" from changed`)
}
