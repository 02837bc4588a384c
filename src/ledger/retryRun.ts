import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { notFound, RuntruthError } from '../errors.ts'
import { insertEvent } from './sql/insertEvent.ts'
import { selectForRetry } from './sql/selectForRetry.ts'
import type { RunDraft } from './sql/insertRun.ts'
import { startRun, type Started } from './startRun.ts'

/** What a retry is started with: the definition of today where the type is still defined, else what the run was given. */
export type RetryDefaults = Pick<RunDraft, 'label' | 'policy' | 'maxAttempts' | 'requires' | 'source' | 'queueName' | 'exclusive'>

/**
 * A retry is a new operation linked to the one it repeats; history is never reopened. Offered only where the type says
 * that repeating is safe. Two clicks, one retry.
 */
export async function retryRun(
  tx: Tx,
  scope: Scope,
  runId: string,
  definedNow: (type: string) => RetryDefaults | undefined,
): Promise<Started> {
  const seen = await tx.row(selectForRetry(scope.workspace.id, runId))
  if (!seen) throw notFound()
  requireTenantInReach(scope, seen.tenantId)
  requireCapability(scope, 'operations.retry')
  const refuse = (why: string) => new RuntruthError('conflict', `Operation ${runId} cannot be retried: ${why}`, { id: runId })
  if (seen.status !== 'completed') throw refuse(`it is still ${seen.status}. Wait for it to end or cancel it first.`)
  if (seen.outcome === 'succeeded') throw refuse('it succeeded. Start a new operation instead.')
  if (seen.supersededBy !== null) throw refuse(`it is answered by operation ${seen.supersededBy}, which succeeded later.`)
  if (seen.parentId !== null) throw refuse(`it is a part of operation ${seen.parentId}. Retry that one.`)
  const now = definedNow(seen.type)
  const policy = now?.policy ?? seen.policy
  if (policy?.retry !== 'safe')
    throw refuse('its type does not declare that repeating is safe. Review what it did, then start a new operation.')
  const started = await startRun(tx, scope, {
    type: seen.type,
    label: now?.label ?? seen.label,
    tenantId: seen.tenantId,
    input: seen.input,
    policy,
    maxAttempts: now?.maxAttempts ?? seen.maxAttempts,
    requires: now?.requires ?? seen.requires ?? 'operations.start',
    initiator: scope.principal,
    source: now?.source ?? seen.source,
    queueName: now?.queueName ?? seen.queueName,
    identityHash: seen.identityHash,
    exclusive: now?.exclusive ?? seen.exclusive,
    queueJobId: null,
    idempotencyKey: null,
    requestHash: null,
    scheduleKey: null,
    parentId: null,
    partKey: null,
    retryOf: runId,
    delayMs: 0,
  })
  if (started.created)
    await tx.row(insertEvent(scope.workspace.id, runId, { kind: 'retried', actor: scope.principal, data: { as: started.id } }))
  return started
}
