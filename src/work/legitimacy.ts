import { isCapability, type Grant, type Principal } from '../access/actor.ts'
import type { StoredGrant } from '../access/grants.ts'
import type { FailureFacts } from '../truth/facts.ts'
import type { OperationDefinition } from './defineOperation.ts'
import type { PickupRow } from './sql/selectPickup.ts'

/** Why an operation may not be executed now. Codes are part of the API; the message is what operators read. */
type Illegitimacy = 'workspace_suspended' | 'tenant_suspended' | 'initiator_revoked' | 'tenant_out_of_reach' | 'capability_missing'

/**
 * Asked again when a worker is about to act, because what was allowed at the click may no longer be. Reads nothing from
 * a cache: a right taken away a moment ago is taken away. Null: it may run.
 */
export async function whyIllegitimate(
  run: PickupRow,
  definition: Pick<OperationDefinition, 'requires'>,
  grantOf: (initiator: Principal) => Promise<Grant | StoredGrant | undefined>,
): Promise<FailureFacts | null> {
  const refuse = (code: Illegitimacy, message: string): FailureFacts => ({ code, message })
  if (run.workspaceState !== 'active') {
    return refuse(
      'workspace_suspended',
      `Workspace ${run.workspace} was suspended before the operation could start. Start it again once the workspace is active.`,
    )
  }
  if (run.tenantId !== null && run.tenantState !== 'operable') {
    return refuse(
      'tenant_suspended',
      `Tenant ${run.tenantName ?? run.tenantId} was suspended before the operation could start. Start it again once the tenant is operable.`,
    )
  }
  const { initiator } = run
  if (initiator.kind === 'system') return null
  const grant = await grantOf(initiator)
  if (!grant) {
    return refuse(
      'initiator_revoked',
      `${initiator.name} no longer has access to this workspace. Somebody who does may start the operation again.`,
    )
  }
  const reached =
    'tenantIds' in grant
      ? grant.tenantIds === 'all' || (run.tenantId !== null && grant.tenantIds.includes(run.tenantId))
      : grant.tenants === 'all' || (run.tenant !== null && grant.tenants.has(run.tenant))
  if (!reached) {
    const what = run.tenantId === null ? 'operations of the workspace as a whole' : `tenant ${run.tenantName ?? run.tenantId}`
    return refuse('tenant_out_of_reach', `${initiator.name} no longer reaches ${what}. Somebody who does may start the operation again.`)
  }
  // What was asked at the click, and what the definition of today asks.
  for (const capability of new Set([run.requires ?? definition.requires, definition.requires])) {
    if (isCapability(capability) && grant.capabilities.has(capability)) continue
    return refuse(
      'capability_missing',
      `${initiator.name} no longer holds the capability ${capability}. Somebody who does may start the operation again.`,
    )
  }
  return null
}
