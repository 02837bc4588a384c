import { sql, type RawBuilder } from '../../db/sql.ts'

/** A report over a year may have thousands of parts; whoever wants them all lists them. */
const PARTS_TOLD = 200

/**
 * Everything linked to one run: its parent, its newest parts, what it retries and what retries it, and what answered it; a
 * source of selectRuns.
 */
export function runsOf(workspaceId: number, tenantIds: readonly number[] | null, runId: string): RawBuilder<unknown> {
  const self = sql`runtruth.operation_runs self where self.workspace_id = ${workspaceId} and self.id = ${runId}::bigint`
  const linked = sql`(
    select unnest(array[self.parent_id, self.retry_of, self.superseded_by]) as id from ${self}
    union (select p.id from runtruth.operation_runs p where p.workspace_id = ${workspaceId} and p.parent_id = ${runId}::bigint
      order by p.id desc limit ${sql.lit(PARTS_TOLD)})
    union (select t.id from runtruth.operation_runs t where t.workspace_id = ${workspaceId} and t.retry_of = ${runId}::bigint
      order by t.id desc limit ${sql.lit(PARTS_TOLD)}))`
  return sql`
    select r.* from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.id in (select id from ${linked} linked where id is not null)
      ${tenantIds === null ? sql`` : sql`and r.tenant_id = any(${tenantIds}::integer[])`}`
}
