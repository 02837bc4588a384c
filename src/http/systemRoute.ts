import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { isPlatformOperator, recordLook } from '../access/platform.ts'
import { listEverywhere } from '../ledger/listEverywhere.ts'
import { writeCursor } from '../ledger/pageCursor.ts'
import { toWire, type WireList } from '../ledger/wire.ts'
import { FRESHNESS_STATES, PROBLEM_CLASSES } from '../truth/verdict.ts'
import type { Services } from '../work/services.ts'
import { cursor, detailOf, given, include, limit, readCursor } from './parameters.ts'
import type { Environment } from './peer.ts'
import { PROBLEM_MEDIA_TYPE, problemSchema } from './problem.ts'
import type { RateLimit } from './rateLimit.ts'
import { readQuery } from './readRequest.ts'
import { answer } from './route.ts'
import { unauthenticated } from './scope.ts'
import { operationListSchema } from './wireSchemas.ts'

/** Who is signed in with this request; a token signs nobody in. */
export type UserOf = (request: Request) => Promise<{ readonly id: number; readonly name: string } | undefined>

export const SYSTEM_ROUTE = { method: 'get', path: '/api/v1/system/operations' } as const

const query = z.strictObject({
  problem: z.enum(PROBLEM_CLASSES).optional(),
  freshness: z.enum(FRESHNESS_STATES).optional(),
  cursor: cursor.optional(),
  limit,
  include,
})

const refused = (description: string) => ({ description, content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema } } })

const config = {
  ...SYSTEM_ROUTE,
  operationId: 'listSystemOperations',
  summary: 'Operations of all workspaces, newest first',
  description: 'For people who hold the platform plane, which only the command line gives. Every look is audited. No token ever has it.',
  tags: ['Platform'],
  request: { query },
  responses: {
    200: {
      description: 'The page, and the instant its verdicts are true for.',
      content: { 'application/json': { schema: operationListSchema } },
    },
    400: refused('Something in the query does not fit; the detail names it.'),
    401: refused('Nobody is signed in.'),
    404: refused('There is nothing here for you.'),
    429: refused('Too many requests; see Retry-After.'),
    503: refused('PostgreSQL cannot be reached now; see Retry-After.'),
  },
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
  app.openAPIRegistry.registerPath(config)
  app.get(SYSTEM_ROUTE.path, async (c) => {
    const { raw: request } = c.req
    if (request.headers.has('authorization')) throw nothingHere()
    const user = await userOf(request)
    if (!user) throw unauthenticated(request)
    c.set('rate', await rateLimit.passed(request, `person ${user.id}`))
    if (!(await services.db.asSystem(async (tx) => await isPlatformOperator(tx, user.id)))) throw nothingHere()
    const { cursor: from, limit: size, include: asked, ...filters } = readQuery(new URL(request.url), query)
    const page = { limit: size, ...(from === undefined ? {} : { before: readCursor('before', from) }) }
    const observation = await services.observer.observe()
    const found = await services.db.asSystem(async (tx) => {
      // Asked again where it is written down: it may have been taken back a moment ago.
      if (!(await isPlatformOperator(tx, user.id))) throw nothingHere()
      await recordLook(tx, user, { ...filters, ...page })
      return await listEverywhere(tx, observation, given(filters), page)
    })
    const told: WireList = {
      asOf: found.asOf.toISOString(),
      operations: found.runs.map((judged) => toWire(judged.workspace, judged, detailOf(asked))),
      next: writeCursor('before', found.next),
    }
    return answer(200, told)
  })
}
