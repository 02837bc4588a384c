import { z, type RouteConfig } from '@hono/zod-openapi'
import type { Capability } from '../access/actor.ts'
import type { Place } from '../access/grants.ts'
import type { Scope } from '../access/scope.ts'
import { readRunId } from '../ledger/runId.ts'
import type { WebhookTargets } from '../notify/target.ts'
import type { DomainAdapter } from '../reconcile/adapters/contract.ts'
import type { Services } from '../work/services.ts'
import { HTTP_STATUS, PROBLEM_MEDIA_TYPE, problemSchema } from './problem.ts'
import { readBody, readQuery } from './readRequest.ts'
import type { Streams } from './stream/streams.ts'
import { jsonResponse } from './wholeBody.ts'

const WORKSPACE_PATH = '/api/v1/workspaces/{workspace}'

/** One request that got through the door. */
export interface Visit {
  readonly services: Services
  readonly adapters: readonly DomainAdapter[]
  readonly webhookTargets: WebhookTargets
  readonly request: Request
  readonly place: Place
  readonly scope: Scope
  /** As the path has it; `runId()` reads it where it names an operation. */
  readonly id: string
  /** As the path has it; empty where the path names none. */
  readonly tenant: string
  readonly bodyLimitBytes: number
  /** The path of this workspace in this API, as a client reaches it. */
  readonly here: string
  readonly streams: Streams
  /** For who goes on answering: what this request may reach by now; undefined for nothing. */
  askAgain(): Promise<{ readonly place: Place; readonly scope: Scope } | undefined>
  /** Drops the connection, where that is ours to do. */
  readonly hangUp?: (() => void) | undefined
}

export interface Call<Query, Body> extends Visit {
  readonly query: Query
  readonly body: Body
  /** The operation the path names; what cannot be an id is answered as one that is not there. */
  runId(): string
}

export interface Answer {
  readonly description: string
  readonly schema?: z.ZodType
  readonly mediaType?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface RouteShape<Query extends z.ZodObject, Body extends z.ZodObject> {
  readonly method: 'get' | 'post'
  /** After the workspace. */
  readonly path: string
  readonly name: string
  readonly tag: 'Operations' | 'External workers' | 'Inbox' | 'Webhooks' | 'Administration'
  readonly summary: string
  readonly description?: string
  /** Checked by the verb; named here for the reader of the document. */
  readonly capability: Capability
  readonly query: Query
  readonly body: Body
  readonly answers: Readonly<Record<number, Answer>>
  /** Problems beside those every route has. */
  readonly problems?: Readonly<Record<number, string>>
  handle(call: Call<z.output<Query>, z.output<Body>>): Promise<Response>
}

/** A route without its types: what is mounted and documented. */
export interface Route {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly config: RouteConfig
  /** Whether who watches operations may have something new to see after it. */
  readonly changes: boolean
  serve(visit: Visit): Promise<Response>
}

export const nothing = z.strictObject({})

const EVERYWHERE: Readonly<Record<number, string>> = {
  [HTTP_STATUS.invalid_input]: 'Something in the path, query or body does not fit; the detail names it.',
  [HTTP_STATUS.unauthenticated]: 'No credentials, or credentials that are not valid.',
  [HTTP_STATUS.forbidden]: 'The capability is missing.',
  [HTTP_STATUS.not_found]: 'No such thing within reach; the same answer for missing and for out of reach.',
  [HTTP_STATUS.rate_limited]: 'Too many requests with these credentials; see Retry-After.',
  [HTTP_STATUS.database_unavailable]: 'PostgreSQL cannot be reached now; see Retry-After.',
}

/** The schemas that read a request are the ones in the document: there is nowhere else to write them. */
export function route<Query extends z.ZodObject, Body extends z.ZodObject>(shape: RouteShape<Query, Body>): Route {
  const path = WORKSPACE_PATH + shape.path
  return {
    method: shape.method,
    path,
    config: configOf(path, shape),
    // What workers report comes many times a second, and waits for the next look.
    changes: shape.method === 'post' && shape.tag === 'Operations',
    serve: async (visit) => {
      const query = readQuery(new URL(visit.request.url), shape.query)
      const body = await readBody(visit.request, shape.body, visit.bodyLimitBytes)
      return await shape.handle({ ...visit, query, body, runId: () => readRunId(visit.id) })
    },
  }
}

export function answer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return jsonResponse(body, { status, headers: { 'content-type': 'application/json', ...headers } })
}

function configOf(path: string, shape: RouteShape<z.ZodObject, z.ZodObject>): RouteConfig {
  const { method, name, summary, tag, capability, query, body } = shape
  const refusals = {
    ...EVERYWHERE,
    ...(method === 'post' ? { [HTTP_STATUS.too_large]: 'The body is larger than accepted.' } : {}),
    ...shape.problems,
  }
  const hasBody = Object.keys(body.shape).length > 0
  return {
    method,
    path,
    operationId: name,
    summary,
    tags: [tag],
    description: [shape.description, `Needs the capability \`${capability}\`.`].filter(Boolean).join(' '),
    security: [{ token: [] }],
    request: {
      params: pathParameters(path),
      query,
      ...(hasBody ? { body: { content: { 'application/json': { schema: body } }, required: !body.safeParse({}).success } } : {}),
    },
    responses: {
      ...Object.fromEntries(Object.entries(shape.answers).map(([status, told]) => [status, describe(told)])),
      ...Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          status,
          { description, content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema } } },
        ]),
      ),
    },
  }
}

/** Whose number the path has, where it is not an operation's. */
const ADDRESSEES = [
  { under: 'members', what: 'member' },
  { under: 'tokens', what: 'token' },
  { under: 'webhooks/deliveries', what: 'delivery' },
  { under: 'webhooks', what: 'webhook' },
] as const

function pathParameters(path: string) {
  const workspace = z.string().openapi({ description: 'Name of the workspace, as in its address.', example: 'acme' })
  const what = ADDRESSEES.find(({ under }) => path.startsWith(`${WORKSPACE_PATH}/${under}/`))?.what ?? 'operation'
  const id = z.string().openapi({ description: `Number of the ${what}.`, example: '4711' })
  const tenant = z.string().openapi({ description: 'Name of the tenant, as in its address.', example: 'contoso' })
  return z.object({ workspace, ...(path.includes('{id}') ? { id } : {}), ...(path.includes('{tenant}') ? { tenant } : {}) })
}

function describe({ description, schema, mediaType = 'application/json', headers }: Answer) {
  return {
    description,
    ...(schema || mediaType !== 'application/json' ? { content: { [mediaType]: { schema: schema ?? z.string() } } } : {}),
    ...(headers
      ? {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: 'string' as const } }]),
          ),
        }
      : {}),
  }
}
