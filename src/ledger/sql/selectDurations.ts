import { sql, statement } from '../../db/sql.ts'

/** So many bars are a picture; more are noise. */
const TOLD = 30
/** For who reaches some tenants only: no index knows the tenant of a duration, so the reading has an end. */
const LOOKED_AT = 1_000

export interface DurationRow {
  id: string
  completedAt: Date
  ms: number
}

/** How long the latest successes of the type of one run took, oldest first; only those within reach. */
export function selectDurations(workspaceId: number, tenantIds: readonly number[] | null, runId: string) {
  return statement(sql<DurationRow>`
    select told.id, told.completed_at as "completedAt", told.ms from (
      select latest.id, latest.completed_at, latest.ms from (
        select h.id, h.tenant_id, h.completed_at, (date_part('epoch', h.completed_at - h.started_at) * 1000)::float8 as ms
        from runtruth.operation_runs h
        where h.workspace_id = ${workspaceId} and h.outcome = 'succeeded' and h.started_at is not null
          and h.type = (select r.type from runtruth.operation_runs r where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint)
        order by h.completed_at desc limit ${sql.lit(tenantIds === null ? TOLD : LOOKED_AT)}
      ) latest
      ${tenantIds === null ? sql`` : sql`where latest.tenant_id = any(${tenantIds}::integer[])`}
      order by latest.completed_at desc limit ${sql.lit(TOLD)}
    ) told
    order by told.completed_at, told.id`)
}
