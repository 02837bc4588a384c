import type { z, RouteConfig } from '@hono/zod-openapi'
import type { SignIn } from '../../signin/openSignIn.ts'
import type { Services } from '../../work/services.ts'
import { refuseForeignOrigin } from '../foreignOrigin.ts'
import { HTTP_STATUS, PROBLEM_MEDIA_TYPE, problemSchema, ProtocolError } from '../problem.ts'
import type { RateLimit } from '../rateLimit.ts'
import { readBody } from '../readRequest.ts'
import type { Attempts } from './attempts.ts'

/** Somebody who is not inside any workspace yet. */
export interface Visitor {
  readonly services: Services
  readonly signIn: SignIn
  readonly attempts: Attempts
  readonly rateLimit: RateLimit
  readonly request: Request
  readonly address: string | undefined
  /** Whether a cookie can go back to the browser with the answer. */
  readonly takesCookies: boolean
  /** The provider the path names. */
  readonly id: string
  readonly bodyLimitBytes: number
  /** What stands before every address of the console, without a slash at its end. */
  readonly mount: string
}

interface EntranceShape<Body extends z.ZodObject> {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly name: string
  readonly summary: string
  readonly description?: string
  readonly params?: z.ZodObject
  readonly body: Body
  readonly answers: NonNullable<RouteConfig['responses']>
  /** Statuses of the problems it may answer with, and what they mean. */
  readonly problems: Readonly<Record<number, string>>
  handle(visitor: Visitor & { readonly body: z.output<Body> }): Promise<Response>
}

export interface EntranceRoute {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly config: RouteConfig
  serve(visitor: Visitor): Promise<Response>
}

const EVERYWHERE: Readonly<Record<number, string>> = {
  [HTTP_STATUS.rate_limited]: 'Too many attempts; see Retry-After.',
  [HTTP_STATUS.database_unavailable]: 'PostgreSQL cannot be reached now, or RUNTRUTH_SECRET is not set; the code says which.',
}

const ACTING: Readonly<Record<number, string>> = {
  [HTTP_STATUS.invalid_input]: 'Something in the body does not fit; the detail names it.',
  [HTTP_STATUS.forbidden]: 'The request comes from a page of another origin, or what was shown is not enough.',
  [HTTP_STATUS.too_large]: 'The body is larger than accepted.',
}

/** Outside the workspaces, where people come in. What acts is behind the same wall against foreign pages as everything else. */
export function entranceRoute<Body extends z.ZodObject>(shape: EntranceShape<Body>): EntranceRoute {
  const { method, path, name, summary, description, params, body } = shape
  const problems = { ...EVERYWHERE, ...(method === 'post' ? ACTING : {}), ...shape.problems }
  const hasBody = Object.keys(body.shape).length > 0
  return {
    method,
    path,
    config: {
      method,
      path,
      operationId: name,
      summary,
      tags: ['Sign-in'],
      ...(description === undefined ? {} : { description }),
      request: {
        ...(params ? { params } : {}),
        ...(hasBody ? { body: { content: { 'application/json': { schema: body } }, required: true } } : {}),
      },
      responses: {
        ...shape.answers,
        ...Object.fromEntries(
          Object.entries(problems).map(([status, told]) => [
            status,
            { description: told, content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema } } },
          ]),
        ),
      },
    },
    serve: async (visitor) => {
      const { signIn, request } = visitor
      refuseForeignOrigin(request, signIn.publicUrl === null ? null : new URL(signIn.publicUrl).origin)
      return await shape.handle({ ...visitor, body: await readBody(request, body, visitor.bodyLimitBytes) })
    },
  }
}

/** Throws where nobody can sign in, with what to do about it. */
export function requireReady(signIn: SignIn): void {
  if (signIn.isReady) return
  throw new ProtocolError(
    'invalid_config',
    503,
    'Nobody can sign in here: RUNTRUTH_SECRET is not set. Set it to a random text of at least 32 characters, the same for every server of this installation, and start again. Tokens work without it.',
  )
}
