import { notFound, RuntruthError } from '../errors.ts'
import type { Capability, Principal } from './actor.ts'

/** One workspace, seen by one principal: the first argument of every ledger verb. */
export interface Scope {
  readonly workspace: { readonly id: number; readonly slug: string }
  readonly principal: Principal
  readonly capabilities: ReadonlySet<Capability>
  /** Tenants within reach by id and slug; 'all' also reaches operations without a tenant. */
  readonly tenants: 'all' | ReadonlyMap<number, string>
}

/** Inside the scope without the capability: said openly, it hides nothing the caller could not see. */
export function requireCapability(scope: Scope, capability: Capability): void {
  if (!scope.capabilities.has(capability)) {
    throw new RuntruthError(
      'forbidden',
      `This needs the capability ${capability}, which ${scope.principal.name} does not hold in this workspace. Ask an owner for it.`,
      {
        capability,
      },
    )
  }
}

/** Outside the scope: the same answer as for a thing that does not exist. */
export function requireTenantInReach(scope: Scope, tenantId: number | null): void {
  if (scope.tenants !== 'all' && (tenantId === null || !scope.tenants.has(tenantId))) throw notFound()
}

/** Ids for a `tenant_id = any($1)` condition; null means every tenant and none. */
export function tenantIdsInReach(scope: Scope): number[] | null {
  return scope.tenants === 'all' ? null : [...scope.tenants.keys()]
}
