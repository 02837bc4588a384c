import { json, sql, statement } from '../../db/sql.ts'
import type { VerdictReason } from '../../truth/verdict.ts'
import type { Principal } from '../../access/actor.ts'
import { eventInsert } from './eventInsert.ts'

export interface WaitNote {
  readonly id: string
  readonly reason: VerdictReason
  /** In operator words, as it stood then. */
  readonly because: string
}

/**
 * Why queued operations wait, where that is another reason than the one noted last; each change is an event. What somebody else
 * writes to just now is left for the next time: a note is not worth waiting for, nor what would wait behind this.
 */
export function noteWaitReasons(workspaceId: number, actor: Principal, notes: readonly WaitNote[]) {
  return statement(sql<{ id: string }>`
    with free as (
      select r.id, j.reason, j.because
      from jsonb_to_recordset(${json(notes)}::jsonb) as j(id bigint, reason text, because text)
      join runtruth.operation_runs r on r.workspace_id = ${workspaceId} and r.id = j.id
      where r.status = 'queued' and r.wait_reason is distinct from j.reason
      for update of r skip locked
    ), changed as (
      update runtruth.operation_runs r set wait_reason = j.reason
      from free j where r.workspace_id = ${workspaceId} and r.id = j.id
      returning r.workspace_id, r.id, r.tenant_id, r.attempt, jsonb_build_object('reason', j.reason, 'because', j.because) as told
    ), event as (${eventInsert({ kind: 'waiting', actor }, sql`told`)})
    select id from changed`)
}
