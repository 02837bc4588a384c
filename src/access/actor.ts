/** What one may do inside a workspace. */
export const CAPABILITIES = [
  'operations.view',
  'operations.start',
  'operations.cancel',
  'operations.retry',
  'operations.reconcile',
  'operations.raw',
  'operations.report',
  'members.manage',
  'tokens.manage',
  'webhooks.manage',
] as const
export type Capability = (typeof CAPABILITIES)[number]

export function isCapability(value: string): value is Capability {
  return CAPABILITIES.some((capability) => capability === value)
}

export const ROLES = {
  owner: CAPABILITIES,
  operator: ['operations.view', 'operations.start', 'operations.cancel', 'operations.retry', 'operations.reconcile'],
  support: ['operations.view', 'operations.raw'],
  viewer: ['operations.view'],
} as const satisfies Record<string, readonly Capability[]>
export type Role = keyof typeof ROLES

export const PRINCIPAL_KINDS = ['user', 'token', 'system'] as const
export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number]

/** Who asks. `id` is stable (user id, token id, or the host's own); `name` is what people read. */
export interface Principal {
  readonly kind: PrincipalKind
  readonly id: string | null
  readonly name: string
}

/** What a principal holds in one workspace, as read from members and tokens, or answered by the host's `authorize`. */
export interface Grant {
  readonly principal: Principal
  readonly capabilities: ReadonlySet<Capability>
  /** Slugs of the tenants within reach; 'all' includes operations without a tenant. */
  readonly tenants: 'all' | ReadonlySet<string>
}

export const SYSTEM: Principal = { kind: 'system', id: null, name: 'System' }
export const RECONCILER: Principal = { kind: 'system', id: null, name: 'Reconciler' }
