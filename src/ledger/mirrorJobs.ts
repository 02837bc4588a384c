import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { violatedConstraint } from '../db/databaseErrors.ts'
import { notFound } from '../errors.ts'
import { answerObserved } from './sql/answerObserved.ts'
import { insertObserved, type ObservedDraft } from './sql/insertObserved.ts'

export type { ObservedDraft } from './sql/insertObserved.ts'

export interface Mirrored {
  readonly id: string
  readonly queueName: string
  readonly queueJobKey: string
}

/** Jobs of somebody else's queue become operations, each once, however often and by however many it is heard of. Answers those that are new. */
export async function mirrorJobs(tx: Tx, scope: Scope, source: string, drafts: readonly ObservedDraft[]): Promise<Mirrored[]> {
  for (const { tenantId } of drafts) requireTenantInReach(scope, tenantId)
  requireCapability(scope, 'operations.report')
  if (drafts.length === 0) return []
  const added = await tx.rows(insertObserved(scope.workspace.id, source, drafts)).catch((error: unknown) => {
    throw violatedConstraint(error) === 'an_operation_belongs_to_a_tenant_of_its_workspace' ? notFound('tenant') : error
  })
  const ended = drafts.some(({ identityHash, status }) => identityHash !== null && status === 'completed')
  if (ended && added.length > 0)
    await tx.rows(
      answerObserved(
        scope.workspace.id,
        source,
        added.map(({ id }) => id),
      ),
    )
  return added
}
