import { z } from '@hono/zod-openapi'
import { tenantInScope } from '../../access/grants.ts'
import { ACTIVITY_ITEMS, listActivity, MOST_ACTIVITY_ITEMS } from '../../ledger/activity.ts'
import { artifactContent, readArtifact } from '../../ledger/artifacts.ts'
import { countRuns } from '../../ledger/countRuns.ts'
import { STATUS_FILTERS } from '../../ledger/filters.ts'
import { getRun, readRunFacts } from '../../ledger/getRun.ts'
import { listEvents } from '../../ledger/listEvents.ts'
import { writeCursor } from '../../ledger/pageCursor.ts'
import { readList } from '../../ledger/readList.ts'
import { eventToWire, listToWire, toWire } from '../../ledger/wire.ts'
import { RUN_OUTCOMES } from '../../truth/facts.ts'
import { FRESHNESS_STATES, PROBLEM_CLASSES, type Verdict } from '../../truth/verdict.ts'
import { attachment } from '../attachment.ts'
import { cursor, detailOf, given, include, instant, limit, limitOf, name, readCursor, tenant } from '../parameters.ts'
import { answer, nothing, route } from '../route.ts'
import {
  activitySchema,
  eventListSchema,
  factsSchema,
  operationCountsSchema,
  operationListSchema,
  operationSchema,
} from '../wireSchemas.ts'

const endedSince = instant.openapi({ description: 'Ended at or after.' })

const list = route({
  method: 'get',
  path: '/operations',
  name: 'listOperations',
  tag: 'Operations',
  summary: 'A page of operations with their verdicts, newest first',
  capability: 'operations.view',
  query: z.strictObject({
    tenant: tenant.optional(),
    status: z.enum(STATUS_FILTERS).optional().openapi({ description: '`active`: queued or running.' }),
    outcome: z.enum(RUN_OUTCOMES).optional(),
    type: name(100).optional(),
    problem: z.enum(PROBLEM_CLASSES).optional(),
    freshness: z.enum(FRESHNESS_STATES).optional(),
    initiator: name(200).optional().openapi({ description: "Part of the initiator's name, or its whole id." }),
    q: name(200).optional().openapi({ description: 'Free text over number, label, type and initiator.' }),
    from: instant.optional().openapi({ description: 'Created at or after.' }),
    to: instant.optional().openapi({ description: 'Created before.' }),
    endedSince: endedSince.optional(),
    cursor: cursor.optional(),
    limit,
    include,
  }),
  body: nothing,
  answers: { 200: { description: 'The page, and the instant its verdicts are true for.', schema: operationListSchema } },
  handle: async ({ services, place, scope, query }) => {
    const { tenant: slug, q: text, cursor: from, limit: size, include: asked, ...plain } = query
    const filters = given({ ...plain, text, tenantId: tenantInScope(place, scope, slug)?.id })
    const page = { limit: size, ...(from === undefined ? {} : { before: readCursor('before', from) }) }
    const observation = await services.observer.observe()
    const found = await readList(services.db, scope, observation, filters, page)
    return answer(200, listToWire(scope.workspace.slug, found, detailOf(asked)))
  },
})

const counts = route({
  method: 'get',
  path: '/operations/counts',
  name: 'countOperations',
  tag: 'Operations',
  summary: 'Exact counts per problem class, freshness and outcome',
  description: 'With `endedSince`, also the outcomes of what ended since then.',
  capability: 'operations.view',
  query: z.strictObject({ tenant: tenant.optional(), endedSince: endedSince.optional() }),
  body: nothing,
  answers: { 200: { description: 'The counts, and the instant they are true for.', schema: operationCountsSchema } },
  handle: async ({ services, place, scope, query }) => {
    const tenantId = tenantInScope(place, scope, query.tenant)?.id ?? null
    const observation = await services.observer.observe()
    const counted = await services.db.inWorkspace(
      scope.workspace.id,
      async (tx) => await countRuns(tx, scope, observation, tenantId, query.endedSince),
    )
    const since = counted.endedSince && { endedSince: { ...counted.endedSince, at: counted.endedSince.at.toISOString() } }
    return answer(200, { ...counted, asOf: counted.asOf.toISOString(), ...since })
  },
})

const get = route({
  method: 'get',
  path: '/operations/{id}',
  name: 'getOperation',
  tag: 'Operations',
  summary: 'One operation with its verdict',
  capability: 'operations.view',
  query: z.strictObject({ include }),
  body: nothing,
  answers: {
    200: {
      description: 'The operation.',
      schema: operationSchema,
      headers: { 'Retry-After': 'On an active operation: seconds until time alone could change the verdict.' },
    },
  },
  handle: async ({ services, scope, query, runId }) => {
    const observation = await services.observer.observe()
    const judged = await services.db.inWorkspace(scope.workspace.id, async (tx) => await getRun(tx, scope, observation, runId()))
    return answer(200, toWire(scope.workspace.slug, judged, detailOf(query.include)), retryAfter(judged.verdict))
  },
})

function retryAfter({ lifecycle, asOf, nextChangeAt }: Verdict): Record<string, string> {
  if (lifecycle === 'completed' || nextChangeAt === null) return {}
  return { 'retry-after': String(Math.max(1, Math.ceil((Date.parse(nextChangeAt) - Date.parse(asOf)) / 1_000))) }
}

const events = route({
  method: 'get',
  path: '/operations/{id}/events',
  name: 'listOperationEvents',
  tag: 'Operations',
  summary: 'What happened to an operation',
  capability: 'operations.view',
  query: z.strictObject({
    order: z
      .enum(['oldest', 'newest'])
      .default('oldest')
      .openapi({ description: 'What comes first; `newest` reads backwards from the end.' }),
    cursor: cursor.optional(),
    limit,
  }),
  body: nothing,
  answers: { 200: { description: 'A page of events.', schema: eventListSchema } },
  handle: async ({ services, scope, query, runId }) => {
    const kind = query.order === 'oldest' ? 'after' : 'before'
    const from = query.cursor === undefined ? null : readCursor(kind, query.cursor)
    const page = kind === 'after' ? { after: from, limit: query.limit } : { before: from, limit: query.limit }
    const found = await services.db.inWorkspace(scope.workspace.id, async (tx) => await listEvents(tx, scope, runId(), page))
    return answer(200, { events: found.events.map(eventToWire), next: writeCursor(kind, found.next) })
  },
})

const facts = route({
  method: 'get',
  path: '/operations/{id}/facts',
  name: 'getOperationFacts',
  tag: 'Operations',
  summary: 'The facts a verdict follows from, as a facts file',
  description: 'Save it, and `runtruth judge FILE` gives the same verdict anywhere. Reading is recorded in the history of the operation.',
  capability: 'operations.raw',
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'The facts, and nothing around them.', schema: factsSchema } },
  handle: async ({ services, scope, runId }) => {
    const observation = await services.observer.observe()
    const judged = await services.db.inWorkspace(scope.workspace.id, async (tx) => await readRunFacts(tx, scope, observation, runId()))
    return answer(200, judged.facts)
  },
})

const download = route({
  method: 'get',
  path: '/operations/{id}/download',
  name: 'downloadOperationFile',
  tag: 'Operations',
  summary: 'The file an operation produced',
  description: 'Taking it is recorded in the history of the operation.',
  capability: 'operations.view',
  query: nothing,
  body: nothing,
  answers: {
    200: {
      description: 'The file, under its own media type.',
      mediaType: 'application/octet-stream',
      headers: { 'Content-Disposition': 'Names the file.' },
    },
  },
  problems: { 409: 'The operation has not succeeded, so its file is not whole.' },
  handle: async ({ services, scope, runId }) => {
    const artifact = await services.db.inWorkspace(scope.workspace.id, async (tx) => await readArtifact(tx, scope, runId()))
    return attachment(artifact, artifactContent(services.db, scope, artifact))
  },
})

const activity = route({
  method: 'get',
  path: '/activity',
  name: 'getActivity',
  tag: 'Operations',
  summary: 'What a shell shows: three operations, unless it asks for more',
  description: 'What asks for attention first, then what is active, then what has just finished.',
  capability: 'operations.view',
  query: z.strictObject({ tenant: tenant.optional(), limit: limitOf(ACTIVITY_ITEMS, MOST_ACTIVITY_ITEMS), include }),
  body: nothing,
  answers: { 200: { description: 'The operations, and the instant their verdicts are true for.', schema: activitySchema } },
  handle: async ({ services, place, scope, query }) => {
    const tenantId = tenantInScope(place, scope, query.tenant)?.id ?? null
    const observation = await services.observer.observe()
    const runs = await services.db.inWorkspace(
      scope.workspace.id,
      async (tx) => await listActivity(tx, scope, observation, tenantId, query.limit),
    )
    const detail = detailOf(query.include)
    return answer(200, { asOf: observation.asOf.toISOString(), operations: runs.map((run) => toWire(scope.workspace.slug, run, detail)) })
  },
})

export const READING_ROUTES = [list, counts, get, events, facts, download, activity]
