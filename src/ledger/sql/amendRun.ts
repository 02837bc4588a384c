import { json, sql, statement } from '../../db/sql.ts'
import type { AttemptLease } from '../run.ts'
import { answerEarlier } from './answerEarlier.ts'
import type { Completion, CompletedRow } from './completeRun.ts'
import { enqueueWebhooks } from './enqueueWebhooks.ts'
import { eventInsert, type EventDraft } from './eventInsert.ts'

/**
 * The worker's own late word, with the attempt and lease the reconciler closed: the outcome follows it, the lineage stays.
 * So do the answers to earlier failures: a late success gives them, and a settled success that was none takes them back.
 */
export function amendRun(workspaceId: number, at: AttemptLease, completion: Completion, event: EventDraft) {
  return statement(sql<CompletedRow>`
    with recursive changed as (
      update runtruth.operation_runs r set
        outcome = ${completion.outcome},
        counts = coalesce(r.counts, '{}'::jsonb) || coalesce(${json(completion.counts)}::jsonb, '{}'::jsonb),
        failure = ${json(completion.failure)}::jsonb,
        diagnostics = coalesce(${json(completion.diagnostics)}::jsonb, r.diagnostics),
        reconciliation = r.reconciliation || jsonb_build_object('amendedAt', to_json(now()), 'amendedFrom', r.outcome)
      where r.workspace_id = ${workspaceId} and r.id = ${at.runId}::bigint and r.status = 'completed'
        and r.attempt = ${at.attempt} and r.lease = ${at.lease}::uuid
        and r.reconciliation is not null and r.reconciliation ->> 'amendedAt' is null
      returning r.*
    ), event as (${eventInsert(event)}
    ), notified as (
      insert into runtruth.notifications (workspace_id, run_id, user_id, kind)
      select workspace_id, id, initiator_id, 'amended' from changed
      where initiator_kind = 'user' and initiator_id is not null and parent_id is null
      on conflict do nothing
    ), enqueued as (${enqueueWebhooks(workspaceId, 'operation.amended')}
    ), ${answerEarlier(workspaceId, event.actor)},
    taken_back as (
      update runtruth.operation_runs o set superseded_by = null
      from changed
      where changed.outcome <> 'succeeded' and changed.reconciliation ->> 'amendedFrom' = 'succeeded'
        and o.workspace_id = ${workspaceId} and o.type = changed.type and o.identity_hash = changed.identity_hash
        and o.id < changed.id and o.superseded_by = changed.id
    )
    select id, type, outcome, source, queue_name as "queueName", queue_job_id as "queueJobId" from changed`)
}
