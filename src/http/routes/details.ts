import { z } from '@hono/zod-openapi'
import { getRelated } from '../../ledger/getRelated.ts'
import type { JudgedRun } from '../../ledger/judgedRun.ts'
import { readRaw } from '../../ledger/readRaw.ts'
import { toWire } from '../../ledger/wire.ts'
import type { WireRaw, WireRelated } from '../contract.ts'
import { detailOf, include } from '../parameters.ts'
import { answer, nothing, route } from '../route.ts'
import { instantSchema, operationSchema } from '../wireSchemas.ts'

// `.nullable()` of a named schema is written as one that must be an object all the same.
const operationOrNone = z.union([operationSchema, z.null()])

const relatedSchema = z
  .object({
    asOf: instantSchema,
    parent: operationOrNone,
    parts: z.array(operationSchema).openapi({ description: 'Newest first, at most 200.' }),
    retryOf: operationOrNone,
    retries: z.array(operationSchema),
    supersededBy: operationOrNone,
    durations: z
      .array(z.object({ id: z.string(), completedAt: instantSchema, ms: z.number() }))
      .openapi({ description: 'How long the latest of this type took, oldest first, at most 30.' }),
    file: z.object({ name: z.string(), mediaType: z.string(), bytes: z.int().min(0) }).nullable(),
  } satisfies Record<keyof WireRelated, z.ZodType>)
  .openapi('RelatedOperations')

const related = route({
  method: 'get',
  path: '/operations/{id}/related',
  name: 'getRelatedOperations',
  tag: 'Operations',
  summary: 'What an operation is tied to, with verdicts: parent, parts, retries, what answered it, its file',
  description: 'What is out of reach is left out, as if there were no tie.',
  capability: 'operations.view',
  query: z.strictObject({ include }),
  body: nothing,
  answers: { 200: { description: 'Everything within reach.', schema: relatedSchema } },
  handle: async ({ services, scope, query, runId }) => {
    const observation = await services.observer.observe()
    const found = await services.db.inWorkspace(scope.workspace.id, async (tx) => await getRelated(tx, scope, observation, runId()))
    const wire = (judged: JudgedRun) => toWire(scope.workspace.slug, judged, detailOf(query.include))
    const one = (judged: JudgedRun | null) => (judged === null ? null : wire(judged))
    const told: WireRelated = {
      asOf: observation.asOf.toISOString(),
      parent: one(found.parent),
      parts: found.parts.map(wire),
      retryOf: one(found.retryOf),
      retries: found.retries.map(wire),
      supersededBy: one(found.supersededBy),
      durations: found.durations.map(({ id, completedAt, ms }) => ({ id, completedAt: completedAt.toISOString(), ms })),
      file: found.file ? { name: found.file.fileName, mediaType: found.file.mediaType, bytes: found.file.bytes } : null,
    }
    return answer(200, told)
  },
})

const rawSchema = z
  .object({
    input: z.unknown(),
    diagnostics: z.unknown(),
    reconciliation: z.unknown().openapi({ description: 'What was recorded when it was reconciled; null otherwise.' }),
  } satisfies Record<keyof WireRaw, z.ZodType>)
  .openapi('RawOperation')

const raw = route({
  method: 'get',
  path: '/operations/{id}/raw',
  name: 'getRawOperation',
  tag: 'Operations',
  summary: 'Input, diagnostics and reconciliation record as they are kept',
  description: 'Every look is recorded in the history of the operation.',
  capability: 'operations.raw',
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'As kept, with whatever a handler put there.', schema: rawSchema } },
  handle: async ({ services, scope, runId }) => {
    const told: WireRaw = await services.db.inWorkspace(scope.workspace.id, async (tx) => await readRaw(tx, scope, runId()))
    return answer(200, told)
  },
})

export const DETAIL_ROUTES = [related, raw]
