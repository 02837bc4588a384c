import { RuntruthError } from '../errors.ts'
import { isCapability, type Capability } from './actor.ts'
import { tenantInScope, type Place } from './grants.ts'
import { requireCapability, tenantIdsInReach, type Scope } from './scope.ts'
import type { Giver } from './sql/giver.ts'

/** Nobody gives what they do not hold, and nobody gives or takes further than they reach. */
export function giverOf(scope: Scope): Giver {
  return { capabilities: [...scope.capabilities], tenantIds: tenantIdsInReach(scope) }
}

export function requireHeld(scope: Scope, capabilities: readonly Capability[]): void {
  for (const capability of capabilities) requireCapability(scope, capability)
}

export function requireAllTenants(scope: Scope): void {
  if (scope.tenants === 'all') return
  throw new RuntruthError(
    'forbidden',
    `This concerns every tenant of the workspace, and ${scope.principal.name} reaches some of them only. Ask an owner.`,
  )
}

/** Ids of the named tenants, each within reach; null: every tenant, also those added later. */
export function reachOf(place: Place, scope: Scope, slugs: readonly string[] | null): number[] | null {
  if (slugs === null) {
    requireAllTenants(scope)
    return null
  }
  return [...new Set(slugs.flatMap((slug) => tenantInScope(place, scope, slug)?.id ?? []))].toSorted((a, b) => a - b)
}

/** The other one holds or reaches more than the one who asks. */
export function beyond(scope: Scope, whom: string): RuntruthError {
  return new RuntruthError('forbidden', `${whom} holds or reaches more here than ${scope.principal.name} does. Ask an owner.`)
}

/** As kept; a capability of a later version means nothing here. */
export function known(capabilities: readonly string[]): Capability[] {
  return capabilities.filter(isCapability)
}
