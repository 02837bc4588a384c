import type { Tx } from '../db/database.ts'
import type { Principal } from './actor.ts'
import { requireAllTenants } from './giving.ts'
import { requireCapability, type Scope } from './scope.ts'
import { insertAudit, selectAudit } from './sql/audit.ts'

/** What is done to a workspace itself; one row of audit_events each, written in the transaction that does it. */
export const AUDIT_KINDS = [
  'member_granted',
  'member_revoked',
  'tenant_added',
  'tenant_suspended',
  'tenant_resumed',
  'token_created',
  'token_revoked',
  'webhook_created',
  'webhook_changed',
  'webhook_enabled',
  'webhook_disabled',
  'webhook_secret_rotated',
  'webhook_removed',
] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

export interface AuditEvent {
  readonly id: string
  readonly at: Date
  readonly kind: AuditKind
  readonly actor: Principal
  readonly data: Record<string, unknown>
}

export async function recordAct(tx: Tx, scope: Scope, kind: AuditKind, data: Readonly<Record<string, unknown>>): Promise<void> {
  await tx.row(insertAudit(scope.workspace.id, kind, scope.principal, data))
}

/** Newest first. It names tenants, so it is for those who reach all of them. */
export async function listAudit(
  tx: Tx,
  scope: Scope,
  page: { readonly before: string | null; readonly limit: number },
): Promise<{ readonly events: readonly AuditEvent[]; readonly next: string | null }> {
  requireCapability(scope, 'members.manage')
  requireAllTenants(scope)
  const rows = await tx.rows(selectAudit(scope.workspace.id, page.before, page.limit + 1))
  const events = rows.slice(0, page.limit)
  return { events, next: rows.length > page.limit ? (events.at(-1)?.id ?? null) : null }
}
