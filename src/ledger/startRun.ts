import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import { isCapability } from '../access/actor.ts'
import type { Tx } from '../db/database.ts'
import { violatedConstraint } from '../db/databaseErrors.ts'
import { notFound, RuntruthError } from '../errors.ts'
import { findRival } from './sql/findRival.ts'
import { insertRun, type RunDraft } from './sql/insertRun.ts'

export interface Started {
  readonly id: string
  /** False: an operation with the same identity, key, schedule minute or part already exists, and this is its id. */
  readonly created: boolean
}

/** A rival may end between the insert that met it and the look for it; then the insert is due again. */
const TRIES = 5

/**
 * Creates a queued run, or answers with the one that already stands for the same thing. The unique indexes decide, so any
 * number of identical calls at once create one. The caller enqueues in the same transaction.
 */
export async function startRun(tx: Tx, scope: Scope, draft: RunDraft): Promise<Started> {
  requireTenantInReach(scope, draft.tenantId)
  if (isCapability(draft.requires)) requireCapability(scope, draft.requires)
  for (let tried = 0; tried < TRIES; tried += 1) {
    const inserted = await tx.row(insertRun(scope.workspace.id, draft)).catch((error: unknown) => {
      throw violatedConstraint(error) === 'an_operation_belongs_to_a_tenant_of_its_workspace' ? notFound('tenant') : error
    })
    if (inserted) return { id: inserted.id, created: true }
    const rival = await tx.row(findRival(scope.workspace.id, draft))
    if (!rival) continue
    if (rival.rule === 'idempotency_key' && (!rival.sameRequest || rival.type !== draft.type)) {
      // Keys are unique in the workspace; whose it is, is told only to who reaches that tenant.
      const reached = scope.tenants === 'all' || (rival.tenantId !== null && scope.tenants.has(rival.tenantId))
      const which = reached ? ` (operation ${rival.id})` : ''
      throw new RuntruthError(
        'conflict',
        `The idempotency key was used before for another request${which}. Use a new key for a new request.`,
        reached ? { id: rival.id } : {},
      )
    }
    if (rival.rule === 'exclusive') {
      throw new RuntruthError(
        'scope_busy',
        `Operation ${rival.id} of type ${draft.type} is active in this scope, and only one may be. Wait for it to end or cancel it.`,
        { id: rival.id },
      )
    }
    return { id: rival.id, created: false }
  }
  throw new RuntruthError('conflict', 'The same operation is being started and finished over and over just now. Try again.')
}
