import { z } from '@hono/zod-openapi'
import { selectUser } from '../../access/sql/people.ts'
import { setUp } from '../../signin/setUp.ts'
import type { WireSession, WireSetUp } from '../contract.ts'
import { ProtocolError } from '../problem.ts'
import { answer, nothing } from '../route.ts'
import type { Attempt } from './attempts.ts'
import { entranceRoute, requireReady, type Visitor } from './entranceRoute.ts'
import { sessionOf, sessionSchema, withCookies } from './session.ts'

const email = z.string().min(1).max(254).openapi({ example: 'dana@example.com' })
const password = z.string().min(1).max(1_000)
const setUpSchema = sessionSchema
  .extend({ invitedTo: z.string().openapi({ description: 'The workspace of the invitation; there may be others.' }) })
  .openapi('SetUp') satisfies z.ZodType<WireSetUp>
const signedInWith = <Schema extends z.ZodObject>(schema: Schema) => ({
  description: 'Signed in; the cookie is HttpOnly.',
  content: { 'application/json': { schema } },
  headers: { 'Set-Cookie': { description: 'The session.', schema: { type: 'string' as const } } },
})

const signInWithPassword = entranceRoute({
  method: 'post',
  path: '/api/auth/sign-in/email',
  name: 'signIn',
  summary: 'Sign in with e-mail and password',
  body: z.strictObject({
    email,
    password,
    rememberMe: z.boolean().default(true).openapi({ description: 'False: the session ends with the browser.' }),
  }),
  answers: { 200: signedInWith(sessionSchema) },
  problems: { 401: 'The e-mail is not known or the password not right; it is not told which.' },
  handle: async (visitor) => {
    requireReady(visitor.signIn)
    const attempt = await visitor.attempts.begin(visitor.body.email, visitor.address)
    const { cookies, session } = await enter(visitor, visitor.body, attempt)
    return withCookies(answer(200, session), cookies)
  },
})

const signOut = entranceRoute({
  method: 'post',
  path: '/api/auth/sign-out',
  name: 'signOut',
  summary: 'End the session, here and in the ledger',
  body: nothing,
  answers: { 204: { description: 'It has ended, if there was one.' } },
  problems: {},
  handle: async ({ signIn, request }) => {
    requireReady(signIn)
    const { cookies } = await signIn.ask({ method: 'POST', path: '/sign-out', body: {}, from: request })
    return withCookies(new Response(null, { status: 204 }), cookies)
  },
})

const setUpOwner = entranceRoute({
  method: 'post',
  path: '/api/v1/set-up',
  name: 'setUp',
  summary: 'Become an owner by invitation, with a password',
  description: 'The invitation is a token that holds everything an owner does in its workspace; `runtruth start` prints one.',
  body: z.strictObject({ invitation: z.string().min(1).max(200), name: z.string().trim().min(1).max(200), email, password }),
  answers: { 201: signedInWith(setUpSchema) },
  problems: {
    401: 'The invitation is not valid.',
    403: 'The request comes from a page of another origin, or the invitation does not hold what an owner does.',
    409: 'The e-mail cannot be set up by invitation: it has a way to sign in already, or belongs elsewhere.',
  },
  handle: async (visitor) => {
    requireReady(visitor.signIn)
    const attempt = await visitor.attempts.begin(visitor.body.email, visitor.address)
    const invitedTo = await setUp(visitor.services.db, visitor.body)
    const { cookies, session } = await enter(visitor, visitor.body, attempt)
    return withCookies(answer(201, { ...session, invitedTo } satisfies WireSetUp), cookies)
  },
})

export const PASSWORD_ROUTES = [signInWithPassword, signOut, setUpOwner]

interface Credentials {
  readonly email: string
  readonly password: string
  readonly rememberMe?: boolean
}

async function enter(
  visitor: Visitor,
  credentials: Credentials,
  attempt: Attempt,
): Promise<{ readonly cookies: readonly string[]; readonly session: WireSession }> {
  const { signIn, services, request } = visitor
  const { email: address, password: secret, rememberMe = true } = credentials
  const asked = { method: 'POST' as const, path: '/sign-in/email', body: { email: address, password: secret, rememberMe }, from: request }
  const { status: told, cookies } = await signIn.ask(asked)
  const person = told === 200 ? await services.db.asSystem(async (tx) => await tx.row(selectUser(address))) : undefined
  if (!person) throw refused()
  await attempt.succeeded()
  return { cookies, session: await sessionOf(visitor, person) }
}

/** One answer for an e-mail that is not known, one without a password, and a wrong one. */
function refused(): ProtocolError {
  return new ProtocolError(
    'unauthenticated',
    401,
    'E-mail and password do not belong together here. Check both; whoever runs this installation gives a new password with: runtruth user password',
  )
}
