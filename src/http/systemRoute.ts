import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { isPlatformOperator, recordLook } from '../access/platform.ts'
import type { Tx } from '../db/database.ts'
import { listEverywhere } from '../ledger/listEverywhere.ts'
import { listSources } from '../ledger/listSources.ts'
import { writeCursor } from '../ledger/pageCursor.ts'
import { toWire, type WireList } from '../ledger/wire.ts'
import { FRESHNESS_STATES, PROBLEM_CLASSES } from '../truth/verdict.ts'
import type { Services } from '../work/services.ts'
import type { WireSources } from './contract.ts'
import { cursor, detailOf, given, include, limit, readCursor } from './parameters.ts'
import type { Environment } from './peer.ts'
import { PROBLEM_MEDIA_TYPE, problemSchema } from './problem.ts'
import type { RateLimit } from './rateLimit.ts'
import { readQuery } from './readRequest.ts'
import { answer } from './route.ts'
import { unauthenticated } from './scope.ts'
import { operationListSchema, sourceListSchema } from './wireSchemas.ts'

/** Who is signed in with this request; a token signs nobody in. */
export type UserOf = (request: Request) => Promise<{ readonly id: number; readonly name: string } | undefined>

const OPERATIONS_ROUTE = { method: 'get', path: '/api/v1/system/operations' } as const
const SOURCES_ROUTE = { method: 'get', path: '/api/v1/system/sources' } as const
export const SYSTEM_ROUTES = [OPERATIONS_ROUTE, SOURCES_ROUTE] as const

const operationsQuery = z.strictObject({
  problem: z.enum(PROBLEM_CLASSES).optional(),
  freshness: z.enum(FRESHNESS_STATES).optional(),
  cursor: cursor.optional(),
  limit,
  include,
})
const sourcesQuery = z.strictObject({})

const AUDITED = 'For people who hold the platform plane, which only the command line gives. Every look is audited. No token ever has it.'

const refused = (description: string) => ({ description, content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema } } })

const responses = (description: string, schema: z.ZodType) => ({
  200: { description, content: { 'application/json': { schema } } },
  400: refused('Something in the query does not fit; the detail names it.'),
  401: refused('Nobody is signed in.'),
  404: refused('There is nothing here for you.'),
  429: refused('Too many requests; see Retry-After.'),
  503: refused('PostgreSQL cannot be reached now; see Retry-After.'),
})

const operationsConfig = {
  ...OPERATIONS_ROUTE,
  operationId: 'listSystemOperations',
  summary: 'Operations of all workspaces, newest first',
  description: AUDITED,
  tags: ['Platform'],
  request: { query: operationsQuery },
  responses: responses('The page, and the instant its verdicts are true for.', operationListSchema),
}

const sourcesConfig = {
  ...SOURCES_ROUTE,
  operationId: 'listSystemSources',
  summary: 'Queues of others that are followed, and what of them belongs to no workspace',
  description: AUDITED,
  tags: ['Platform'],
  responses: responses('Every source that was ever followed, by name.', sourceListSchema),
}

interface SystemOptions {
  readonly services: Services
  readonly userOf: UserOf
  readonly rateLimit: RateLimit
  /** As for a path that does not exist: whoever may not look is not told that there is something. */
  readonly nothingHere: () => Error
}

export function mountSystem(app: Pick<OpenAPIHono<Environment>, 'openAPIRegistry' | 'get'>, options: SystemOptions): void {
  const { services, userOf, rateLimit, nothingHere } = options

  /** Mounts what only who holds the platform plane may read. `look`, with what the query says, is written down before it is answered. */
  function mount<Query extends z.ZodObject>(
    path: string,
    query: Query,
    kind: Parameters<typeof recordLook>[2],
    prepare: (asked: z.output<Query>) => Promise<{ readonly look: Readonly<Record<string, unknown>>; read(tx: Tx): Promise<object> }>,
  ): void {
    app.get(path, async (c) => {
      const { raw: request } = c.req
      if (request.headers.has('authorization')) throw nothingHere()
      const user = await userOf(request)
      if (!user) throw unauthenticated(request)
      c.set('rate', await rateLimit.passed(request, `person ${user.id}`))
      if (!(await services.db.asSystem(async (tx) => await isPlatformOperator(tx, user.id)))) throw nothingHere()
      const { look, read } = await prepare(readQuery(new URL(request.url), query))
      const told = await services.db.asSystem(async (tx) => {
        // Asked again where it is written down: it may have been taken back a moment ago.
        if (!(await isPlatformOperator(tx, user.id))) throw nothingHere()
        await recordLook(tx, user, kind, look)
        return await read(tx)
      })
      return answer(200, told)
    })
  }

  app.openAPIRegistry.registerPath(operationsConfig)
  mount(OPERATIONS_ROUTE.path, operationsQuery, 'operations_read', async ({ cursor: from, limit: size, include: asked, ...filters }) => {
    const page = { limit: size, ...(from === undefined ? {} : { before: readCursor('before', from) }) }
    const observation = await services.observer.observe()
    return {
      look: { ...filters, ...page },
      read: async (tx): Promise<WireList> => {
        const found = await listEverywhere(tx, observation, given(filters), page)
        return {
          asOf: found.asOf.toISOString(),
          operations: found.runs.map((judged) => toWire(judged.workspace, judged, detailOf(asked))),
          next: writeCursor('before', found.next),
        }
      },
    }
  })

  app.openAPIRegistry.registerPath(sourcesConfig)
  mount(SOURCES_ROUTE.path, sourcesQuery, 'sources_read', async () => ({
    look: {},
    read: async (tx): Promise<WireSources> => ({ sources: await listSources(tx) }),
  }))
}
