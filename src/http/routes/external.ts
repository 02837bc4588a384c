import { randomUUID } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import type { Tx } from '../../db/database.ts'
import { readDurationMs } from '../../duration.ts'
import { requireExternalRun } from '../../ledger/externalRun.ts'
import { finishRun } from '../../ledger/finishRun.ts'
import { markStartedOnce } from '../../ledger/markStarted.ts'
import { reportHeartbeat, reportPhase, reportProgress } from '../../ledger/reportProgress.ts'
import type { AttemptLease } from '../../ledger/run.ts'
import type { ExternalRow } from '../../ledger/sql/selectExternalRun.ts'
import { RUN_OUTCOMES } from '../../truth/facts.ts'
import { given, name, tenant } from '../parameters.ts'
import { answer, nothing, route, type Call } from '../route.ts'
import { startedAnswer } from '../seeRun.ts'
import { startExternal } from '../startExternal.ts'
import { countsSchema, startedSchema } from '../wireSchemas.ts'

const LONGEST_WINDOW_MS = 366 * 24 * 60 * 60 * 1_000
const DURATION_EXPECTED = 'Expected a duration such as "30s", "10m" or "2h", or milliseconds, from 1 ms to 366 days'

const duration = z
  .union([z.string().max(40), z.number()], { error: DURATION_EXPECTED })
  .transform((value, context) => {
    try {
      const ms = readDurationMs('lifecycle', value)
      if (ms <= LONGEST_WINDOW_MS) return ms
    } catch {
      // Said below, in the words of this place.
    }
    context.addIssue({ code: 'custom', message: DURATION_EXPECTED })
    return z.NEVER
  })
  .openapi({
    oneOf: [
      { type: 'string', example: '10m' },
      { type: 'integer', minimum: 1 },
    ],
  })

const TYPE = /^[a-z][a-z0-9]*([._-][a-z0-9]+)*$/

/** PostgreSQL writes a uuid in lower case, and the same lease has to be the same text. */
const lease = z
  .guid()
  .transform((text) => text.toLowerCase())
  .openapi({ type: 'string', format: 'uuid' })

const held = { attempt: z.int().min(1).max(1_000), lease }

const told = z
  .object({ cancelRequested: z.boolean().openapi({ description: 'Somebody asked for cancellation: wind down and report `cancelled`.' }) })
  .openapi('ReportAnswer')

const CONFLICT = { 409: 'The lease is no longer current, or the operation is not run by external workers. Stop working on it.' }

const create = route({
  method: 'post',
  path: '/external/operations',
  name: 'createExternalOperation',
  tag: 'External workers',
  summary: 'Record an operation that a worker of yours runs',
  description: 'Nothing is queued: whoever creates it starts it. Without a lifecycle its age says nothing about its health.',
  capability: 'operations.report',
  query: nothing,
  body: z
    .strictObject({
      type: name(100).refine((text) => TYPE.test(text), {
        error: 'Expected a name like inventory.sync: lower case, digits, single dots, dashes or underscores',
      }),
      label: name(120).optional(),
      tenant: tenant.nullable().optional(),
      input: z.unknown().optional().openapi({ type: 'object' }),
      lifecycle: z
        .strictObject({
          queuedWindow: duration.optional(),
          runningWindow: duration.optional(),
          reportsEvery: duration.optional(),
          reconcileAfter: duration.optional(),
        })
        .optional(),
      idempotencyKey: name(200).optional(),
    })
    .openapi('CreateExternalOperation'),
  answers: {
    200: { description: 'The key was used before; this is the operation it stands for.', schema: startedSchema },
    201: { description: 'Recorded.', schema: startedSchema },
  },
  problems: {
    409: 'The key was used for another request, or the type is one that this server runs itself.',
    422: 'Blocked; the detail says why.',
  },
  handle: async (call) => await startedAnswer(call, await startExternal(call.services, call.place, call.scope, call.body)),
})

const started = route({
  method: 'post',
  path: '/external/operations/{id}/started',
  name: 'reportStarted',
  tag: 'External workers',
  summary: 'Take the operation: its attempt begins under your lease',
  description: 'Choose the lease yourself, and the call can be repeated: the same lease gets the same answer.',
  capability: 'operations.report',
  query: nothing,
  body: z
    .strictObject({
      worker: name(100),
      lease: lease.optional(),
      heartbeatEverySeconds: z
        .number()
        .min(1)
        .max(3_600)
        .optional()
        .openapi({ description: 'Declares a beat; silence for three of them is suspicious.' }),
    })
    .openapi('ReportStarted'),
  answers: {
    200: { description: 'Yours.', schema: z.object({ ...held, lease: z.string(), cancelRequested: z.boolean() }).openapi('Lease') },
  },
  problems: { 409: 'Somebody else has it, it has ended, or it is not run by external workers.' },
  handle: async (call) =>
    await report(call, async (tx, run) => {
      const { worker, heartbeatEverySeconds: seconds } = call.body
      const holder = {
        worker,
        lease: call.body.lease ?? randomUUID(),
        bootId: null,
        heartbeatEveryMs: seconds === undefined ? null : Math.round(seconds * 1_000),
      }
      return { ...(await markStartedOnce(tx, call.scope, run.id, holder)), cancelRequested: run.cancelRequestedAt !== null }
    }),
})

const heartbeat = route({
  method: 'post',
  path: '/external/operations/{id}/heartbeat',
  name: 'reportHeartbeat',
  tag: 'External workers',
  summary: 'Still alive',
  capability: 'operations.report',
  query: nothing,
  body: z.strictObject(held).openapi('ReportHeartbeat'),
  answers: { 200: { description: 'Noted.', schema: told } },
  problems: CONFLICT,
  handle: async (call) => await report(call, async (tx, run) => await reportHeartbeat(tx, call.scope, at(run, call.body))),
})

const progress = route({
  method: 'post',
  path: '/external/operations/{id}/progress',
  name: 'reportProgress',
  tag: 'External workers',
  summary: 'How far it is: counts, a phase, or both',
  description: 'Counts are totals so far, not differences, so a repeated report changes nothing.',
  capability: 'operations.report',
  query: nothing,
  body: z
    .strictObject({ ...held, counts: countsSchema.optional(), phase: name(80).optional() })
    .refine(({ counts, phase }) => counts !== undefined || phase !== undefined, { error: 'Expected counts, a phase, or both' })
    .openapi('ReportProgress'),
  answers: { 200: { description: 'Noted.', schema: told } },
  problems: CONFLICT,
  handle: async (call) =>
    await report(call, async (tx, run) => {
      const { counts, phase } = call.body
      const lease = at(run, call.body)
      // The same phase again is no event.
      const phased = phase !== undefined && phase !== run.phase ? await reportPhase(tx, call.scope, lease, phase) : undefined
      return phased && counts === undefined ? phased : await reportProgress(tx, call.scope, lease, counts ?? null)
    }),
})

const finished = route({
  method: 'post',
  path: '/external/operations/{id}/finished',
  name: 'reportFinished',
  tag: 'External workers',
  summary: 'How it ended',
  description: 'The same report again changes nothing. A report that comes after reconciliation amends its outcome once.',
  capability: 'operations.report',
  query: nothing,
  body: z
    .strictObject({
      ...held,
      outcome: z.enum(RUN_OUTCOMES).exclude(['pending']),
      counts: countsSchema.optional(),
      failure: z
        .strictObject({
          code: name(60).refine((text) => /^[a-z][a-z0-9_]*$/.test(text), {
            error: 'Expected lower case, digits and underscores, such as disk_full',
          }),
          message: name(500).openapi({ description: 'For operators: no secrets, no raw output.' }),
        })
        .optional(),
    })
    .refine(({ outcome, failure }) => failure === undefined || outcome !== 'succeeded', {
      path: ['failure'],
      error: 'Expected no failure with the outcome succeeded',
    })
    .openapi('ReportFinished'),
  answers: {
    200: {
      description: 'Noted.',
      schema: z
        .object({
          effect: z.enum(['finished', 'amended', 'already_finished']),
          outcome: z.enum(RUN_OUTCOMES),
          cancelRequested: z.boolean(),
        })
        .openapi('FinishAnswer'),
    },
  },
  problems: CONFLICT,
  handle: async (call) =>
    await report(call, async (tx, run) => {
      const { outcome, counts, failure } = call.body
      const ended = await finishRun(tx, call.scope, at(run, call.body), {
        outcome,
        counts: counts ? given(counts) : null,
        failure: failure ?? null,
      })
      return { effect: ended.effect, outcome: ended.run.outcome, cancelRequested: run.cancelRequestedAt !== null }
    }),
})

/** Every report: the operation is within reach and an external worker's, then the verb, all in one transaction. */
async function report(
  call: Pick<Call<unknown, unknown>, 'services' | 'scope' | 'runId'>,
  verb: (tx: Tx, run: ExternalRow) => Promise<object>,
): Promise<Response> {
  const { services, scope } = call
  const id = call.runId()
  return answer(
    200,
    await services.db.inWorkspace(scope.workspace.id, async (tx) => await verb(tx, await requireExternalRun(tx, scope, id))),
  )
}

function at(run: ExternalRow, { attempt, lease: held }: { attempt: number; lease: string }): AttemptLease {
  return { runId: run.id, attempt, lease: held }
}

export const EXTERNAL_ROUTES = [create, started, heartbeat, progress, finished]
