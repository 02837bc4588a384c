import { sql, statement } from '../../db/sql.ts'
import { notAfterNow } from './notAfterNow.ts'
import type { EventDraft } from './eventInsert.ts'
import { eventInsert } from './eventInsert.ts'

export interface ObservedStart {
  /** As the queue counts them; never fewer than were known. */
  readonly attempt: number
  readonly startedAt: Date | null
  readonly holders: readonly string[]
  readonly heartbeatAt: Date | null
  readonly heartbeatEveryMs: number | null
  readonly silentAfterMs: number | null
  readonly recoversAfterMs: number | null
  /** A worker of ours that executes it and will report on it. */
  readonly tracked?: { readonly lease: string; readonly worker: string; readonly bootId: string }
}

/**
 * queued → running by the word of its queue, or by that of a tracked worker to whom the queue gave it. Without a worker of ours
 * the lease is one that nobody knows: its end is reported by nobody but the queue.
 */
export function startObserved(workspaceId: number, runId: string, knownAttempt: number, start: ObservedStart, event: EventDraft) {
  return statement(sql<{ id: string; attempt: number; lease: string }>`
    with changed as (
      update runtruth.operation_runs r set
        status = 'running', attempt = greatest(r.attempt + 1, ${start.attempt}), lease = coalesce(${start.tracked?.lease ?? null}::uuid, gen_random_uuid()),
        lease_worker = ${start.tracked?.worker ?? null}, lease_boot_id = ${start.tracked?.bootId ?? null}::uuid,
        started_at = least(coalesce(${start.startedAt}::timestamptz, now()), now()),
        restarted_at = case when r.attempt >= 1 then least(coalesce(${start.startedAt}::timestamptz, now()), now()) end,
        counts = null, phase = null, last_progress_at = null, holders = ${start.holders}::text[],
        heartbeat_at = ${notAfterNow(sql`${start.heartbeatAt}::timestamptz`)}, heartbeat_every_ms = ${start.heartbeatEveryMs}::integer,
        silent_after_ms = ${start.silentAfterMs}::integer, recovers_after_ms = ${start.recoversAfterMs}::bigint, queue_waits = null
      where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint and r.observed and r.status = 'queued' and r.attempt = ${knownAttempt}
      returning r.*
    ), event as (${eventInsert(event)})
    select id, attempt, lease from changed`)
}
