import { z } from '@hono/zod-openapi'
import { toWire } from '../../ledger/wire.ts'
import { reconcileRun } from '../../reconcile/reconcileRun.ts'
import { reconcileRuns } from '../../reconcile/reconcileRuns.ts'
import { cancelOperation } from '../../work/cancelOperation.ts'
import { retryOperation } from '../../work/retryOperation.ts'
import { startOperation } from '../../work/startOperation.ts'
import type { WireBulkReconcile } from '../contract.ts'
import { idSchema, name, tenant } from '../parameters.ts'
import { answer, nothing, route } from '../route.ts'
import { seeRun, startedAnswer } from '../seeRun.ts'
import { bulkReconciledSchema, cancelledSchema, reconciledSchema, startedSchema } from '../wireSchemas.ts'

const LOCATION = { Location: 'Where the operation is.' }

const start = route({
  method: 'post',
  path: '/operations',
  name: 'startOperation',
  tag: 'Operations',
  summary: 'Start an operation',
  description:
    'While an operation of the same scope, type and identity is active, that one is the answer. The type decides about the capability.',
  capability: 'operations.start',
  query: nothing,
  body: z
    .strictObject({
      type: name(100).openapi({ example: 'files.inventory' }),
      tenant: tenant.nullable().optional(),
      input: z.unknown().optional().openapi({ type: 'object', description: 'As the type declares it.' }),
      idempotencyKey: name(200).optional().openapi({ description: 'The same key again gives the same operation, for ever.' }),
    })
    .openapi('StartOperation'),
  answers: {
    200: { description: 'Deduplicated: the same operation was there already.', schema: startedSchema, headers: LOCATION },
    201: { description: 'Accepted.', schema: startedSchema, headers: LOCATION },
  },
  problems: {
    409: 'An exclusive operation is active in this scope, or the key was used for another request.',
    422: 'Blocked; the detail says why.',
  },
  handle: async (call) => {
    const { services, place, scope, body } = call
    const started = await startOperation(services, place, scope, {
      type: body.type,
      tenant: body.tenant ?? null,
      input: body.input,
      idempotencyKey: body.idempotencyKey ?? null,
    })
    return await startedAnswer(call, started)
  },
})

const cancel = route({
  method: 'post',
  path: '/operations/{id}/cancel',
  name: 'cancelOperation',
  tag: 'Operations',
  summary: 'Cancel an operation',
  description: 'A queued operation ends at once. A running one is asked to wind down, and ends when its handler lets go.',
  capability: 'operations.cancel',
  query: nothing,
  body: nothing,
  answers: {
    200: { description: 'Cancelled, or asked before.', schema: cancelledSchema },
    202: { description: 'The handler has been asked.', schema: cancelledSchema },
  },
  problems: { 409: 'The operation has already ended.' },
  handle: async ({ services, scope, runId }) => {
    const id = runId()
    const effect = await cancelOperation(services, scope, id)
    return answer(effect === 'requested' ? 202 : 200, { ...(await seeRun(services, scope, id)), effect })
  },
})

const retry = route({
  method: 'post',
  path: '/operations/{id}/retry',
  name: 'retryOperation',
  tag: 'Operations',
  summary: 'Do it again, as a new linked operation',
  capability: 'operations.retry',
  query: nothing,
  body: nothing,
  answers: {
    200: { description: 'A retry is active already; this is it.', schema: startedSchema, headers: LOCATION },
    201: { description: 'Accepted.', schema: startedSchema, headers: LOCATION },
  },
  problems: { 409: 'It has not ended, it succeeded, or its type does not declare that repeating is safe.' },
  handle: async (call) => await startedAnswer(call, await retryOperation(call.services, call.scope, call.runId())),
})

const reconcile = route({
  method: 'post',
  path: '/operations/{id}/reconcile',
  name: 'reconcileOperation',
  tag: 'Operations',
  summary: 'Reconcile one operation now',
  description:
    'The rules of the sweep, for one operation and in your name; nothing is forced. What looks lost is looked at twice, so the answer takes some seconds.',
  capability: 'operations.reconcile',
  query: nothing,
  body: z
    .strictObject({ dryRun: z.boolean().optional().openapi({ description: 'Say what would be concluded, and conclude nothing.' }) })
    .openapi('ReconcileOperation'),
  answers: { 200: { description: 'What was concluded, or why nothing was.', schema: reconciledSchema } },
  handle: async ({ services, adapters, place, scope, request, body, runId }) => {
    const { signal } = request
    const { operation, ...concluded } = await reconcileRun({
      services,
      adapters,
      place,
      scope,
      signal,
      runId: runId(),
      dryRun: body.dryRun ?? false,
    })
    return answer(200, { ...concluded, operation: toWire(scope.workspace.slug, operation) })
  },
})

const reconcileMany = route({
  method: 'post',
  path: '/operations/reconcile',
  name: 'reconcileOperations',
  tag: 'Operations',
  summary: 'Reconcile several operations now',
  description:
    'As for one, and for a hundred in about the same time. Operations out of reach are left out of the answer, exactly as missing ones are.',
  capability: 'operations.reconcile',
  query: nothing,
  body: z
    .strictObject({
      ids: z.array(idSchema).min(1).max(100),
      dryRun: z.boolean().optional().openapi({ description: 'Say what would be concluded, and conclude nothing.' }),
    })
    .openapi('ReconcileOperations'),
  answers: { 200: { description: 'What was concluded about each, or why nothing was.', schema: bulkReconciledSchema } },
  handle: async ({ services, adapters, place, scope, request, body }) => {
    const answers = await reconcileRuns({
      services,
      adapters,
      place,
      scope,
      signal: request.signal,
      runIds: body.ids,
      dryRun: body.dryRun ?? false,
    })
    const { asOf } = await services.observer.observe()
    const told: WireBulkReconcile = {
      asOf: asOf.toISOString(),
      answers: answers.map(({ action, reason, because, dueAt, operation }) => ({ id: operation.run.id, action, reason, because, dueAt })),
    }
    return answer(200, told)
  },
})

export const ACTING_ROUTES = [start, cancel, retry, reconcile, reconcileMany]
