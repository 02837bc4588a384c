import { json, sql, statement } from '../../db/sql.ts'
import type { Counts, FailureFacts, RunOutcome, RunStatus } from '../../truth/facts.ts'
import type { Reconciliation } from '../run.ts'
import { answerEarlier } from './answerEarlier.ts'
import { enqueueWebhooks } from './enqueueWebhooks.ts'
import { eventInsert, type EventDraft } from './eventInsert.ts'

/** What the writer saw; the write happens only if it is still so. */
export interface Expected {
  readonly status: Exclude<RunStatus, 'completed'>
  readonly attempt: number
  /** Absent: not compared, as while nobody has started. */
  readonly lease?: string | null
}

export function asExpected(workspaceId: number, runId: string, expected: Expected) {
  const sameLease = expected.lease === undefined ? sql`true` : sql`r.lease is not distinct from ${expected.lease}::uuid`
  return sql`r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint and r.status = ${expected.status}
    and r.attempt = ${expected.attempt} and ${sameLease}`
}

export interface Completion {
  readonly outcome: Exclude<RunOutcome, 'pending'>
  readonly counts: Counts | null
  readonly failure: FailureFacts | null
  readonly diagnostics: Record<string, unknown> | null
  readonly reconciliation: Reconciliation | null
  /** When somebody else's queue says that it ended; absent: now. Never later than now. */
  readonly endedAt?: Date | null
}

export interface CompletedRow {
  id: string
  type: string
  outcome: RunOutcome
  source: string
  queueName: string | null
  queueJobId: string | null
}

/**
 * The one statement that ends a run: conditional on what was seen, with its event, its notification, what webhooks are to be
 * sent, and the answer it gives to earlier failures of the same type, scope and identity. Zero rows: somebody else was right.
 */
export function completeRun(workspaceId: number, runId: string, expected: Expected, completion: Completion, event: EventDraft) {
  return statement(sql<CompletedRow>`
    with recursive changed as (
      update runtruth.operation_runs r set
        status = 'completed', outcome = ${completion.outcome}, completed_at = least(coalesce(${completion.endedAt ?? null}::timestamptz, now()), now()),
        counts = coalesce(r.counts, '{}'::jsonb) || coalesce(${json(completion.counts)}::jsonb, '{}'::jsonb),
        failure = ${json(completion.failure)}::jsonb,
        diagnostics = coalesce(${json(completion.diagnostics)}::jsonb, r.diagnostics),
        reconciliation = ${json(completion.reconciliation)}::jsonb
      where ${asExpected(workspaceId, runId, expected)}
      returning r.*
    ), event as (${eventInsert(event)}
    ), notified as (
      insert into runtruth.notifications (workspace_id, run_id, user_id, kind)
      select workspace_id, id, initiator_id, 'finished' from changed
      where initiator_kind = 'user' and initiator_id is not null and parent_id is null
      on conflict do nothing
    ), enqueued as (${enqueueWebhooks(workspaceId, 'operation.finished')}
    ), ${answerEarlier(workspaceId, event.actor)}
    select id, type, outcome, source, queue_name as "queueName", queue_job_id as "queueJobId" from changed`)
}
