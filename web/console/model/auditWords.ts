import type { AuditKind } from '../../../src/http/contract.ts'
import { roleLabel } from './roles.ts'

const WORDS: Record<AuditKind, string> = {
  member_granted: 'Gave a role to a member',
  member_revoked: 'Revoked a membership',
  tenant_added: 'Added a tenant',
  tenant_suspended: 'Suspended a tenant',
  tenant_resumed: 'Resumed a tenant',
  token_created: 'Created an API token',
  token_revoked: 'Revoked an API token',
  webhook_created: 'Created a webhook',
  webhook_changed: 'Changed a webhook',
  webhook_enabled: 'Enabled a webhook',
  webhook_disabled: 'Disabled a webhook',
  webhook_secret_rotated: 'Replaced the secret of a webhook',
  webhook_removed: 'Removed a webhook',
}

/** The name of an act as people say it; one of a newer server is shown by its own name. */
export function auditWords(kind: string): string {
  return isKnown(kind) ? WORDS[kind] : kind.replaceAll('_', ' ')
}

function isKnown(kind: string): kind is AuditKind {
  return Object.hasOwn(WORDS, kind)
}

/** Whom or what it was done to and how far it reaches, from what was recorded with it; numbers are for machines. */
export function auditSubject(data: Readonly<Record<string, unknown>>): string {
  const { name, email, tenant, role, capabilities, tenants } = data
  const reach = tenants === null ? ['All tenants'] : texts(tenants)
  return [...texts(name), ...texts(email), ...texts(tenant), ...texts(role).map(roleLabel), ...texts(capabilities), ...reach].join(' · ')
}

function texts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const found = list.filter((each) => typeof each === 'string' && each !== '')
  return found.length === 0 ? [] : [found.join(', ')]
}
