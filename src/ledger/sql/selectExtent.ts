import { sql, statement } from '../../db/sql.ts'

/** How many runs there are now and which is the newest: a walk over them has a beginning and an end, whatever is started meanwhile. */
export function selectExtent(workspaceId: number, tenantId: number | null, created: { readonly from?: Date; readonly to?: Date } = {}) {
  return statement(sql<{ runs: string; newest: string | null }>`
    select count(*)::text as runs, max(r.id)::text as newest from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId}
      ${tenantId === null ? sql`` : sql`and r.tenant_id = ${tenantId}`}
      ${created.from === undefined ? sql`` : sql`and r.created_at >= ${created.from}`}
      ${created.to === undefined ? sql`` : sql`and r.created_at < ${created.to}`}`)
}
