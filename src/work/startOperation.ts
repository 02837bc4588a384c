import { createHash, randomUUID } from 'node:crypto'
import { tenantInScope, type Place } from '../access/grants.ts'
import type { Scope } from '../access/scope.ts'
import type { TenantRow } from '../access/sql/places.ts'
import type { Tx } from '../db/database.ts'
import { RuntruthError } from '../errors.ts'
import type { RetryDefaults } from '../ledger/retryRun.ts'
import { startRun, type Started } from '../ledger/startRun.ts'
import { confirmDispatch } from '../ledger/sql/confirmDispatch.ts'
import type { RunDraft } from '../ledger/sql/insertRun.ts'
import type { OperationDefinition } from './defineOperation.ts'
import type { Services } from './services.ts'

export interface StartRequest {
  readonly type: string
  /** Slug; null for an operation of the workspace as a whole. */
  readonly tenant?: string | null
  readonly input?: unknown
  readonly idempotencyKey?: string | null
  readonly scheduleKey?: string | null
  readonly parent?: { readonly id: string; readonly key: string } | null
}

/** Starts an operation, or answers with the active one that is the same. Run and job appear in one transaction or not at all. */
export async function startOperation(
  services: Services,
  place: Place,
  scope: Scope,
  request: StartRequest,
  /** More that becomes true only together with a new run, e.g. that it is a part of another. */
  alongside?: (tx: Tx, started: Started) => Promise<void>,
): Promise<Started> {
  const draft = draftOf(services, place, scope, request)
  return await services.db.inWorkspace(scope.workspace.id, async (tx) => {
    const started = await startRun(tx, scope, draft)
    if (started.created) {
      if (draft.queueName !== null && draft.queueJobId !== null) {
        await services.queue.enqueue(tx, draft.queueName, { workspaceId: scope.workspace.id, runId: started.id }, 0, draft.queueJobId)
      }
      await alongside?.(tx, started)
    }
    return started
  })
}

/** Gives the queue the job of a run's next attempt, in the transaction that made it due. */
export async function dispatchRun(
  services: Services,
  tx: Tx,
  scope: Scope,
  runId: string,
  queueName: string | null,
  delayMs: number,
): Promise<void> {
  if (queueName === null) return
  const jobId = await services.queue.enqueue(tx, queueName, { workspaceId: scope.workspace.id, runId }, delayMs)
  await tx.row(confirmDispatch(scope.workspace.id, runId, jobId))
}

function draftOf(services: Services, place: Place, scope: Scope, request: StartRequest): RunDraft {
  const definition = services.registry.find(request.type)
  if (!definition) {
    const known = services.registry.all.map(({ type }) => type).join(', ')
    throw new RuntruthError('invalid_input', `There is no operation type ${JSON.stringify(request.type)}. Known are: ${known || 'none'}.`, {
      field: 'type',
    })
  }
  const tenant = tenantInScope(place, scope, request.tenant)
  requireOperable(place, tenant)
  const input = parseInput(definition, request.input)
  // The definition's own schema has just parsed it; the registry no longer knows the type.
  const identity = definition.identity?.(input as never) ?? null
  return {
    ...retryDefaults(definition),
    type: definition.type,
    tenantId: tenant?.id ?? null,
    // Chosen here, so that the row names its job from the start and needs no second write.
    queueJobId: randomUUID(),
    input,
    initiator: scope.principal,
    identityHash: identity && digest(identity),
    idempotencyKey: request.idempotencyKey ?? null,
    requestHash: digest([definition.type, tenant?.slug ?? null, input]),
    scheduleKey: request.scheduleKey ?? null,
    parentId: request.parent?.id ?? null,
    partKey: request.parent?.key ?? null,
    retryOf: null,
    delayMs: 0,
  }
}

/** Where nothing may be started now, that is said before anything is. */
export function requireOperable({ workspace }: Place, tenant: TenantRow | null): void {
  if (workspace.state !== 'active') {
    throw new RuntruthError('blocked', `Workspace ${workspace.slug} is suspended. Nothing can be started in it until it is active again.`)
  }
  if (tenant && tenant.state !== 'operable') {
    throw new RuntruthError('blocked', `Tenant ${tenant.name} is suspended. Nothing can be started for it until it is operable again.`)
  }
}

/** What a definition of today gives to a run, whether it is started or retried. */
export function retryDefaults(definition: OperationDefinition): RetryDefaults {
  return {
    label: definition.label,
    policy: definition.policy,
    maxAttempts: definition.maxAttempts,
    requires: definition.requires,
    source: 'pg-boss',
    queueName: definition.type,
    exclusive: definition.exclusive,
  }
}

function parseInput(definition: OperationDefinition, input: unknown): unknown {
  const parsed = definition.input.safeParse(input ?? {})
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }))
  throw new RuntruthError(
    'invalid_input',
    `The input of ${definition.type} does not fit. ${issues.map(({ path, message }) => `${path === '' ? 'input' : path}: ${message}.`).join(' ')}`,
    { field: 'input', issues },
  )
}

/** A digest that does not depend on the order of keys. */
export function digest(value: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(value, sortKeys)).digest()
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
