import { tenantInScope, type Place } from '../access/grants.ts'
import type { Scope } from '../access/scope.ts'
import { RuntruthError } from '../errors.ts'
import { startRun, type Started } from '../ledger/startRun.ts'
import type { LifecyclePolicyFacts } from '../truth/facts.ts'
import type { Services } from '../work/services.ts'
import { digest, requireOperable } from '../work/startOperation.ts'

interface ExternalLifecycle {
  readonly queuedWindow?: number | undefined
  readonly runningWindow?: number | undefined
  readonly reportsEvery?: number | undefined
  readonly reconcileAfter?: number | undefined
}

export interface ExternalRequest {
  readonly type: string
  readonly label?: string | undefined
  /** Slug. */
  readonly tenant?: string | null | undefined
  readonly input?: unknown
  /** In milliseconds. */
  readonly lifecycle?: ExternalLifecycle | undefined
  readonly idempotencyKey?: string | undefined
}

/** An operation that a worker outside runs and reports on: a run without a job in any queue of ours. */
export async function startExternal(services: Services, place: Place, scope: Scope, request: ExternalRequest): Promise<Started> {
  if (services.registry.find(request.type)) {
    throw new RuntruthError(
      'conflict',
      `Operations of type ${request.type} are run by this server's own workers. Start it with POST /operations, or choose another type.`,
      {
        field: 'type',
      },
    )
  }
  const tenant = tenantInScope(place, scope, request.tenant)
  requireOperable(place, tenant)
  const input = request.input ?? {}
  return await services.db.inWorkspace(
    scope.workspace.id,
    async (tx) =>
      await startRun(tx, scope, {
        type: request.type,
        label: request.label ?? request.type,
        tenantId: tenant?.id ?? null,
        input,
        policy: policyOf(request.lifecycle),
        maxAttempts: 1,
        requires: 'operations.report',
        initiator: scope.principal,
        source: 'external',
        queueName: null,
        queueJobId: null,
        identityHash: null,
        exclusive: false,
        idempotencyKey: request.idempotencyKey ?? null,
        requestHash: digest([request.type, tenant?.slug ?? null, input]),
        scheduleKey: null,
        parentId: null,
        partKey: null,
        retryOf: null,
        delayMs: 0,
      }),
  )
}

/** No window at all: an uncovered type. */
function policyOf(lifecycle: ExternalLifecycle | undefined): LifecyclePolicyFacts | null {
  const { queuedWindow, runningWindow, reportsEvery, reconcileAfter } = lifecycle ?? {}
  if ([queuedWindow, runningWindow, reportsEvery, reconcileAfter].every((value) => value === undefined)) return null
  return {
    queuedWindowMs: queuedWindow ?? null,
    runningWindowMs: runningWindow ?? null,
    reportsEveryMs: reportsEvery ?? null,
    reconcileAfterMs: reconcileAfter ?? null,
    retry: 'manual',
  }
}
