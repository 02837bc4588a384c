import { sql, statement, type RawBuilder } from '../../db/sql.ts'
import { tenantNames, touches, within, type Giver } from './giver.ts'

export interface MemberEntryRow {
  id: number
  name: string
  email: string
  role: string
  capabilities: string[]
  tenants: string[] | null
  active: boolean
}

/** Members somebody is told of, by name; `userId` picks one of them. */
export function selectMembers(workspaceId: number, tenantIds: readonly number[] | null, userId: number | null = null) {
  return statement(sql<MemberEntryRow>`
    select m.user_id as id, u.name, u.email, m.role, m.capabilities, ${tenantNames('m', tenantIds)} as tenants, m.state = 'active' as active
    from runtruth.members m join runtruth.users u on u.id = m.user_id
    where m.workspace_id = ${workspaceId} and ${touches('m', tenantIds)} ${userId === null ? sql`` : sql`and m.user_id = ${userId}`}
    order by lower(u.name), m.user_id`)
}

/** No row: it is so already, or the member holds or reaches more than the giver. Without a giver it is nobody's gift. */
export function upsertMember(
  workspaceId: number,
  userId: number,
  role: string,
  capabilities: readonly string[],
  tenantIds: readonly number[] | null,
  giver?: Giver,
) {
  return statement(sql<{ userId: number }>`
    insert into runtruth.members as m (workspace_id, user_id, role, capabilities, all_tenants, tenant_ids)
    values (${workspaceId}, ${userId}, ${role}, ${capabilities}::text[], ${tenantIds === null}, ${tenantIds ?? []}::integer[])
    on conflict (workspace_id, user_id) do update set
      role = excluded.role, capabilities = excluded.capabilities, all_tenants = excluded.all_tenants,
      tenant_ids = excluded.tenant_ids, state = 'active'
    where m.state <> 'active' or (
      (m.role, m.capabilities, m.all_tenants, m.tenant_ids)
        is distinct from (excluded.role, excluded.capabilities, excluded.all_tenants, excluded.tenant_ids)
      and ${allows(giver)})
    returning m.user_id as "userId"`)
}

/** A row while the member is active and exactly this. */
export function selectSameMember(
  workspaceId: number,
  userId: number,
  role: string,
  capabilities: readonly string[],
  tenantIds: readonly number[] | null,
) {
  return statement(sql<{ userId: number }>`
    select m.user_id as "userId" from runtruth.members m
    where m.workspace_id = ${workspaceId} and m.user_id = ${userId} and m.state = 'active' and m.role = ${role}
      and m.capabilities = ${capabilities}::text[] and m.all_tenants = ${tenantIds === null} and m.tenant_ids = ${tenantIds ?? []}::integer[]`)
}

/** No row: it is so already, the member holds or reaches more than the giver, or there is none. */
export function updateMemberState(workspaceId: number, userId: number, state: 'active' | 'revoked', giver?: Giver) {
  return statement(sql<{ userId: number }>`
    update runtruth.members m set state = ${state}
    where m.workspace_id = ${workspaceId} and m.user_id = ${userId} and m.state <> ${state} and ${allows(giver)}
    returning m.user_id as "userId"`)
}

function allows(giver: Giver | undefined): RawBuilder<unknown> {
  return giver === undefined ? sql`true` : within('m', giver)
}
