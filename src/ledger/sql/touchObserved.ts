import { json, sql, statement } from '../../db/sql.ts'
import { notAfterNow } from './notAfterNow.ts'
import type { Counts } from '../../truth/facts.ts'
import type { QueueWaits } from '../observation.ts'

/** What changes about a job that stays where it is; for one attempt of one run. Null leaves nothing as it was: it is what the queue says now. */
export interface ObservedTouch {
  readonly id: string
  readonly attempt: number
  readonly availableAt: string | null
  readonly queueWaits: QueueWaits | null
  readonly holders: readonly string[] | null
  readonly heartbeatAt: string | null
  readonly heartbeatEveryMs: number | null
  readonly silentAfterMs: number | null
  readonly recoversAfterMs: number | null
  readonly counts: Counts | null
}

/** Many at once, none of which changes status. A run that moved on meanwhile is left alone. */
export function touchObserved(workspaceId: number, touches: readonly ObservedTouch[]) {
  return statement(sql<{ id: string }>`
    update runtruth.operation_runs r set
      available_at = case when r.status = 'queued' then j."availableAt" else r.available_at end,
      queue_waits = j."queueWaits",
      holders = j.holders, heartbeat_at = ${notAfterNow(sql`j."heartbeatAt"`)}, heartbeat_every_ms = j."heartbeatEveryMs", silent_after_ms = j."silentAfterMs",
      recovers_after_ms = j."recoversAfterMs",
      last_progress_at = case when j.counts is not null and j.counts is distinct from r.counts then now() else r.last_progress_at end,
      counts = coalesce(j.counts, r.counts)
    from jsonb_to_recordset(${json(touches)}::jsonb) as j(
      id bigint, attempt integer, "availableAt" timestamptz, "queueWaits" jsonb, holders text[], "heartbeatAt" timestamptz,
      "heartbeatEveryMs" integer, "silentAfterMs" integer, "recoversAfterMs" bigint, counts jsonb)
    where r.workspace_id = ${workspaceId} and r.id = j.id and r.observed and r.status <> 'completed' and r.attempt = j.attempt
      and r.lease_boot_id is null
    returning r.id`)
}
