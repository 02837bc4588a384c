import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Database, Tx } from '../db/database.ts'
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
  requireReach(scope, drafts)
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

/**
 * The same for one job that a worker of ours has just been given, in one round trip. Undefined: it is known already. Its handler
 * waits for this, so it does not wait for a disk: a database that crashes within half a second forgets that it was tracked, as
 * if it had been away, and its queue tells of the job.
 */
export async function mirrorTracked(db: Database, scope: Scope, source: string, draft: ObservedDraft): Promise<Mirrored | undefined> {
  requireReach(scope, [draft])
  const [added] = await db.atOnceInWorkspace(scope.workspace.id, insertObserved(scope.workspace.id, source, [draft]), 'soon')
  return added
}

function requireReach(scope: Scope, drafts: readonly ObservedDraft[]): void {
  for (const { tenantId } of drafts) requireTenantInReach(scope, tenantId)
  requireCapability(scope, 'operations.report')
}
