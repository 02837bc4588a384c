import { json, sql, statement } from '../../db/sql.ts'
import type { Principal } from '../../access/actor.ts'
import type { LifecyclePolicyFacts } from '../../truth/facts.ts'
import type { RunSource } from '../run.ts'
import { eventInsert } from './eventInsert.ts'

export interface RunDraft {
  readonly type: string
  readonly label: string
  readonly tenantId: number | null
  readonly input: unknown
  readonly policy: LifecyclePolicyFacts | null
  readonly maxAttempts: number
  /** The capability its start asks for; checked again when a worker picks it up. */
  readonly requires: string
  readonly initiator: Principal
  readonly source: RunSource
  readonly queueName: string | null
  /** Of the job that is enqueued in the same transaction; null: none, or the queue confirms it later. */
  readonly queueJobId: string | null
  /** While active, one operation per scope, type and identity. */
  readonly identityHash: Uint8Array | null
  /** While active, one operation per scope and type, whatever its identity. */
  readonly exclusive: boolean
  readonly idempotencyKey: string | null
  readonly requestHash: Uint8Array | null
  readonly scheduleKey: string | null
  readonly parentId: string | null
  /** Names a part among its parent's, so that a second attempt of the parent finds its parts again. */
  readonly partKey: string | null
  readonly retryOf: string | null
  readonly delayMs: number
}

/** Inserts unless any unique index objects: zero rows says that somebody else was first. */
export function insertRun(workspaceId: number, run: RunDraft) {
  return statement(sql<{ id: string }>`
    with changed as (
      insert into runtruth.operation_runs (
        workspace_id, tenant_id, type, label, input, policy, max_attempts, requires, initiator_kind, initiator_id, initiator_name,
        source, queue_name, queue_job_id, dispatch_confirmed_at, identity_hash, exclusive, idempotency_key, request_hash, schedule_key, parent_id, part_key, retry_of, available_at)
      values (
        ${workspaceId}, ${run.tenantId}, ${run.type}, ${run.label}, ${json(run.input ?? {})}::jsonb, ${json(run.policy)}::jsonb, ${run.maxAttempts},
        ${run.requires}, ${run.initiator.kind}, ${run.initiator.id}, ${run.initiator.name}, ${run.source}, ${run.queueName},
        ${run.queueJobId}, case when ${run.queueJobId}::text is not null then now() end,
        ${run.identityHash}, ${run.exclusive}, ${run.idempotencyKey}, ${run.requestHash}, ${run.scheduleKey}, ${run.parentId}::bigint, ${run.partKey},
        ${run.retryOf}::bigint, case when ${run.delayMs}::bigint > 0 then now() + make_interval(secs => ${run.delayMs}::bigint / 1000.0) end)
      on conflict do nothing
      returning workspace_id, id, tenant_id, attempt
    ), event as (${eventInsert({ kind: 'queued', actor: run.initiator, data: run.retryOf === null ? {} : { retryOf: run.retryOf } })})
    select id from changed`)
}
