import type { AuditKind } from '../../../src/http/contract.ts'

const WORDS: Record<AuditKind, string> = {
  member_granted: 'Gave a role to a member',
  member_revoked: 'Revoked a membership',
  tenant_added: 'Added a tenant',
  tenant_suspended: 'Suspended a tenant',
  tenant_resumed: 'Resumed a tenant',
  token_created: 'Created an API token',
  token_revoked: 'Revoked an API token',
}

/** The name of an act as people say it; one of a newer server is shown by its own name. */
export function auditWords(kind: string): string {
  return isKnown(kind) ? WORDS[kind] : kind.replaceAll('_', ' ')
}

function isKnown(kind: string): kind is AuditKind {
  return Object.hasOwn(WORDS, kind)
}

/** Whom or what it was done to, from what was recorded with it: texts and lists of texts, in the order they were written down. */
export function auditSubject(data: Readonly<Record<string, unknown>>): string {
  return Object.values(data).flatMap(wordsOf).join(' · ')
}

function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string' && value !== '') return [value]
  if (!Array.isArray(value)) return []
  const texts = value.filter((each) => typeof each === 'string')
  return texts.length === 0 ? [] : [texts.join(', ')]
}
