import { json, sql, statement } from '../../db/sql.ts'
import type { Principal } from '../actor.ts'
import type { AuditEvent, AuditKind } from '../audit.ts'

export function insertAudit(workspaceId: number, kind: AuditKind, actor: Principal, data: Readonly<Record<string, unknown>>) {
  return statement(sql<{ id: string }>`
    insert into runtruth.audit_events (workspace_id, kind, actor_kind, actor_id, actor_name, data)
    values (${workspaceId}, ${kind}, ${actor.kind}, ${actor.id}, ${actor.name}, ${json(data)}::jsonb) returning id`)
}

export function selectAudit(workspaceId: number, before: string | null, limit: number) {
  return statement(sql<AuditEvent>`
    select e.id, e.at, e.kind, json_build_object('kind', e.actor_kind, 'id', e.actor_id, 'name', e.actor_name) as actor, e.data
    from runtruth.audit_events e
    where e.workspace_id = ${workspaceId} ${before === null ? sql`` : sql`and e.id < ${before}::bigint`}
    order by e.id desc limit ${limit}`)
}
