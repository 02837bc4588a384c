import { sql, statement } from '../../db/sql.ts'
import type { RunDraft } from './insertRun.ts'

export interface RivalRow {
  id: string
  rule: 'idempotency_key' | 'part_key' | 'schedule_key' | 'retry' | 'identity' | 'exclusive'
  sameRequest: boolean
  tenantId: number | null
  type: string
}

/** Which operation an insert gave way to, and by which rule; the strongest claim first. */
export function findRival(workspaceId: number, run: RunDraft) {
  const scope = sql`r.workspace_id = ${workspaceId}`
  const sameScopeAndType = sql`${scope} and coalesce(r.tenant_id, 0) = coalesce(${run.tenantId}::integer, 0) and r.type = ${run.type}`
  return statement(sql<RivalRow>`
    select r.id, found.rule, r.type, r.tenant_id as "tenantId", r.request_hash is not distinct from ${run.requestHash}::bytea as "sameRequest"
    from (
      select 1 as rank, 'idempotency_key' as rule, r.id from runtruth.operation_runs r
        where ${scope} and r.idempotency_key = ${run.idempotencyKey}
      union all
      select 2, 'part_key', r.id from runtruth.operation_runs r
        where ${scope} and r.parent_id = ${run.parentId}::bigint and r.part_key = ${run.partKey}
      union all
      select 3, 'schedule_key', r.id from runtruth.operation_runs r
        where ${sameScopeAndType} and r.schedule_key = ${run.scheduleKey}
      union all
      select 4, 'retry', r.id from runtruth.operation_runs r
        where ${scope} and r.retry_of = ${run.retryOf}::bigint and r.status <> 'completed'
      union all
      select 5, 'identity', r.id from runtruth.operation_runs r
        where ${sameScopeAndType} and r.identity_hash = ${run.identityHash}::bytea and r.status <> 'completed'
      union all
      select 6, 'exclusive', r.id from runtruth.operation_runs r
        where ${sameScopeAndType} and r.exclusive and ${run.exclusive} and r.status <> 'completed'
    ) found join runtruth.operation_runs r on ${scope} and r.id = found.id
    order by found.rank limit 1`)
}
