import { sql, statement } from '../../db/sql.ts'
import type { Finding } from '../findings.ts'

export interface VerifiedRow {
  id: string
  findings: Finding[]
}

/** One page of runs, oldest first, each with what is wrong about it; run and history are read in one snapshot. */
export function verifyRuns(workspaceId: number, tenantId: number | null, range: { after: string; upTo: string; limit: number }) {
  return statement(sql<VerifiedRow>`
    select r.id, array_remove(array[
        case when (r.status = 'completed') <> (r.outcome <> 'pending') then 'outcome_does_not_match_status' end,
        case when (r.status = 'completed') <> (r.completed_at is not null) then 'completion_time_does_not_match_status' end,
        case when r.status = 'running' and r.lease is null then 'running_without_lease' end,
        case when told.queued <> 1 then 'queued_event_missing' end,
        case when r.status = 'completed' and told.ends = 0 then 'end_event_missing' end,
        case when r.status = 'completed' and told.ends > 1 then 'end_event_doubled' end,
        case when r.status <> 'completed' and told.ends > 0 then 'end_event_while_open' end,
        case when told.amended <> (case when r.reconciliation ->> 'amendedAt' is null then 0 else 1 end) then 'amendment_not_recorded' end,
        case when r.superseded_by is not null and not exists (
          select 1 from runtruth.operation_runs a
          where a.workspace_id = r.workspace_id and a.id = r.superseded_by and a.type = r.type
            and (a.id > r.id or (a.observed and a.created_at > r.created_at))
            and a.tenant_id is not distinct from r.tenant_id and a.outcome = 'succeeded'
        ) then 'answer_does_not_hold' end
      ], null) as findings
    from runtruth.operation_runs r
    cross join lateral (
      select count(*) filter (where e.kind = 'queued') as queued,
        count(*) filter (where e.kind in ('succeeded', 'partially_succeeded', 'blocked', 'failed', 'cancelled', 'reconciled')) as ends,
        count(*) filter (where e.kind = 'amended') as amended
      from runtruth.operation_events e where e.workspace_id = r.workspace_id and e.run_id = r.id
    ) told
    where r.workspace_id = ${workspaceId} and r.id > ${range.after}::bigint and r.id <= ${range.upTo}::bigint
      ${tenantId === null ? sql`` : sql`and r.tenant_id = ${tenantId}`}
    order by r.id limit ${range.limit}`)
}
