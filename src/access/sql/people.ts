import { sql, statement } from '../../db/sql.ts'

export interface UserRow {
  id: number
  email: string
  name: string
}

export interface MemberRow {
  userId: number
  name: string
  capabilities: string[]
  allTenants: boolean
  tenantIds: number[]
}

export interface TokenRow extends Omit<MemberRow, 'userId'> {
  workspaceId: number
  workspace: string
  id: number
  userId: number | null
  userName: string | null
}

export function selectUser(email: string) {
  return statement(sql<UserRow>`select u.id, u.email, u.name from runtruth.users u where lower(u.email) = lower(${email})`)
}

export function insertUser(email: string, name: string) {
  return statement(sql<UserRow>`
    insert into runtruth.users (email, name) values (${email}, ${name}) on conflict do nothing returning id, email, name`)
}

export function selectActiveMember(workspaceId: number, userId: string) {
  return statement(sql<MemberRow>`
    select m.user_id as "userId", u.name, m.capabilities, m.all_tenants as "allTenants", m.tenant_ids as "tenantIds"
    from runtruth.members m join runtruth.users u on u.id = m.user_id
    where m.workspace_id = ${workspaceId} and m.user_id::text = ${userId} and m.state = 'active'`)
}

/** A token that is expired, revoked, or whose member or workspace is no longer active is as good as none. */
const validToken = sql`
  t.revoked_at is null and (t.expires_at is null or t.expires_at > now()) and w.state = 'active'
  and (t.user_id is null or m.state = 'active')`

/** A personal token never reaches further than its member does now. */
const tokenColumns = sql`
  t.workspace_id as "workspaceId", w.slug as workspace, t.id, t.name, t.user_id as "userId", u.name as "userName",
  case when t.user_id is null then t.capabilities
    else array(select unnest(t.capabilities) intersect select unnest(m.capabilities)) end as capabilities,
  t.all_tenants and coalesce(m.all_tenants, true) as "allTenants",
  case
    when t.all_tenants then coalesce(m.tenant_ids, '{}')
    when coalesce(m.all_tenants, true) then t.tenant_ids
    else array(select unnest(t.tenant_ids) intersect select unnest(m.tenant_ids)) end as "tenantIds"`

const tokenSource = sql`
  runtruth.tokens t
  join runtruth.workspaces w on w.id = t.workspace_id
  left join runtruth.members m on m.workspace_id = t.workspace_id and m.user_id = t.user_id
  left join runtruth.users u on u.id = t.user_id`

export function selectTokenByHash(hash: Uint8Array) {
  return statement(sql<TokenRow>`select ${tokenColumns} from ${tokenSource} where t.hash = ${hash} and ${validToken}`)
}

export function selectTokenById(workspaceId: number, id: string) {
  return statement(
    sql<TokenRow>`select ${tokenColumns} from ${tokenSource} where t.workspace_id = ${workspaceId} and t.id::text = ${id} and ${validToken}`,
  )
}

export function insertToken(
  workspaceId: number,
  token: {
    name: string
    hash: Uint8Array
    userId: number | null
    capabilities: readonly string[]
    tenantIds: readonly number[] | null
    expiresInDays: number | null
  },
) {
  return statement(sql<{ id: number }>`
    insert into runtruth.tokens (workspace_id, name, hash, user_id, capabilities, all_tenants, tenant_ids, expires_at)
    values (${workspaceId}, ${token.name}, ${token.hash}, ${token.userId}, ${token.capabilities}::text[], ${token.tenantIds === null},
      ${token.tenantIds ?? []}::integer[], now() + make_interval(days => ${token.expiresInDays}::integer))
    returning id`)
}
