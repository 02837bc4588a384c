import { sql, statement } from '../../db/sql.ts'
import { tenantNames, touches, within, type Giver } from './giver.ts'

export interface TokenEntryRow {
  id: number
  name: string
  capabilities: string[]
  tenants: string[] | null
  owner: string | null
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
}

/** Tokens somebody is told of, newest first; `id` picks one of them. Never the hash. */
export function selectTokens(workspaceId: number, tenantIds: readonly number[] | null, id: number | null = null) {
  return statement(sql<TokenEntryRow>`
    select t.id, t.name, t.capabilities, ${tenantNames('t', tenantIds)} as tenants, u.name as owner,
      t.created_at as "createdAt", t.expires_at as "expiresAt", t.revoked_at as "revokedAt"
    from runtruth.tokens t left join runtruth.users u on u.id = t.user_id
    where t.workspace_id = ${workspaceId} and ${touches('t', tenantIds)} ${id === null ? sql`` : sql`and t.id = ${id}`}
    order by t.id desc`)
}

/** No row: it was revoked before, holds or reaches more than the giver, or there is none. */
export function revokeToken(workspaceId: number, id: number, giver: Giver) {
  return statement(sql<{ name: string }>`
    update runtruth.tokens t set revoked_at = now()
    where t.workspace_id = ${workspaceId} and t.id = ${id} and t.revoked_at is null and ${within('t', giver)} returning t.name`)
}
