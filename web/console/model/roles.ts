import type { Capability, Role } from '../../../src/http/contract.ts'

/** What a capability lets one do, as the end of "May …". */
export const CAPABILITY_MEANS: Record<Capability, string> = {
  'operations.view': 'see operations',
  'operations.start': 'start them',
  'operations.cancel': 'cancel them',
  'operations.retry': 'retry them',
  'operations.reconcile': 'have them reconciled',
  'operations.raw': 'reveal raw payloads',
  'operations.report': 'report for workers elsewhere',
  'members.manage': 'manage members and tenants',
  'tokens.manage': 'manage API tokens',
  'webhooks.manage': 'manage webhooks',
}

const ROLE_LABELS: Record<Role, string> = { owner: 'Owner', operator: 'Operator', support: 'Support', viewer: 'Viewer' }

/** A role this console has not heard of keeps its own name. */
export function roleLabel(role: string): string {
  return isRole(role) ? ROLE_LABELS[role] : role
}

/** "May see operations, start them and cancel them." */
export function mayDo(capabilities: readonly Capability[]): string {
  const means = capabilities.map((capability) => CAPABILITY_MEANS[capability])
  const last = means.pop()
  if (last === undefined) return 'May do nothing here.'
  return `May ${means.length === 0 ? last : `${means.join(', ')} and ${last}`}.`
}

/** Nobody gives what they do not hold themselves. */
export function givable<R extends { readonly capabilities: readonly Capability[] }>(
  roles: readonly R[],
  held: readonly Capability[],
): readonly R[] {
  return roles.filter(({ capabilities }) => capabilities.every((capability) => held.includes(capability)))
}

function isRole(role: string): role is Role {
  return Object.hasOwn(ROLE_LABELS, role)
}
