import { sql, statement } from '../../db/sql.ts'

export type NotificationKind = 'finished' | 'amended'

export interface NotificationRow {
  id: string
  at: Date
  kind: NotificationKind
  readAt: Date | null
  runId: string
}

/** What one user was told and may still see: reach is asked of the operation as it is now, not as it was then. */
function toldTo(workspaceId: number, tenantIds: readonly number[] | null, userId: string) {
  return sql`n.workspace_id = ${workspaceId} and n.user_id = ${userId}
    ${
      tenantIds === null
        ? sql``
        : sql`and exists (select 1 from runtruth.operation_runs r
            where r.workspace_id = n.workspace_id and r.id = n.run_id and r.tenant_id = any(${tenantIds}::integer[]))`
    }`
}

export function selectNotifications(
  workspaceId: number,
  tenantIds: readonly number[] | null,
  userId: string,
  before: string | null,
  limit: number,
) {
  return statement(sql<NotificationRow>`
    select n.id, n.created_at as at, n.kind, n.read_at as "readAt", n.run_id as "runId" from runtruth.notifications n
    where ${toldTo(workspaceId, tenantIds, userId)} ${before === null ? sql`` : sql`and n.id < ${before}::bigint`}
    order by n.id desc limit ${limit}`)
}

export function selectUnread(workspaceId: number, tenantIds: readonly number[] | null, userId: string) {
  return statement(sql<{ unread: number }>`
    select count(*)::integer as unread from runtruth.notifications n
    where ${toldTo(workspaceId, tenantIds, userId)} and n.read_at is null`)
}

/** Null: all of them. What is another's, or out of reach, is not touched and not told. */
export function updateRead(workspaceId: number, tenantIds: readonly number[] | null, userId: string, ids: readonly string[] | null) {
  return statement(sql<{ id: string }>`
    update runtruth.notifications n set read_at = now()
    where ${toldTo(workspaceId, tenantIds, userId)} and n.read_at is null ${ids === null ? sql`` : sql`and n.id = any(${ids}::bigint[])`}
    returning n.id`)
}
