import { z } from '@hono/zod-openapi'
import { RuntruthError } from '../../errors.ts'
import type { SignIn } from '../../signin/openSignIn.ts'
import type { WireSignInError } from '../contract.ts'
import { ProtocolError } from '../problem.ts'
import { answer, nothing } from '../route.ts'
import { entranceRoute, requireReady } from './entranceRoute.ts'
import { withCookies } from './session.ts'

/** A path of this origin and nothing else: `//host` and `/\host` are other hosts to a browser. */
const ownPath = z
  .string()
  .max(2_000)
  .regex(/^\/(?![/\\])[^\\\p{Cc}]*$/u, { error: 'Expected a path of this console, beginning with one slash' })

const startOidc = entranceRoute({
  method: 'post',
  path: '/api/auth/sign-in/social',
  name: 'startOidc',
  summary: 'Begin to sign in with an OpenID Connect provider',
  description:
    'Go to the `url` of the answer. The provider sends the browser back, and from there it goes to `callbackURL` with a session, or to `errorCallbackURL` with `error` in its query.',
  body: z.strictObject({
    provider: z.string().min(1).max(63).openapi({ description: 'Its id, as the ways tell it.' }),
    callbackURL: ownPath.optional().openapi({ description: 'Default: the home of the console.' }),
    errorCallbackURL: ownPath.optional().openapi({ description: 'Default: its sign-in page.' }),
  }),
  answers: { 200: { description: 'Where to go.', content: { 'application/json': { schema: z.object({ url: z.string() }) } } } },
  problems: { 404: 'There is no such provider.', 502: 'The provider does not answer, or not as one.' },
  handle: async ({ signIn, request, attempts, address, body, mount }) => {
    requireReady(signIn)
    requireProvider(signIn, body.provider)
    await attempts.start(address)
    const { provider, callbackURL = `${mount}/`, errorCallbackURL = `${mount}/login` } = body
    const question = { provider, callbackURL, errorCallbackURL, disableRedirect: true }
    const told = await signIn.ask({ method: 'POST', path: '/sign-in/social', body: question, from: request }, provider)
    const url: unknown = typeof told.body === 'object' && told.body !== null ? Reflect.get(told.body, 'url') : undefined
    // Its discovery document is missing or unusable; the log says which.
    if (told.status !== 200 || typeof url !== 'string') throw away(provider)
    return withCookies(answer(200, { url }), told.cookies)
  },
})

const finishOidc = entranceRoute({
  method: 'get',
  path: '/api/auth/callback/{id}',
  name: 'finishOidc',
  summary: 'Where a provider sends the browser back to',
  params: z.object({ id: z.string().openapi({ description: 'Of the provider.' }) }),
  body: nothing,
  answers: {
    302: {
      description: 'Signed in, or not: `error` in the query of the address says why.',
      headers: { Location: { description: 'Where to go on.', schema: { type: 'string' as const } } },
    },
  },
  problems: { 404: 'There is no such provider.' },
  handle: async ({ signIn, request, id, mount }) => {
    requireReady(signIn)
    requireProvider(signIn, id)
    const told = await signIn.ask({ method: 'GET', path: `/callback/${id}${new URL(request.url).search}`, from: request }, id)
    const location = told.location === null ? `${mount}/login?error=failed` : inOurWords(told.location)
    return withCookies(new Response(null, { status: 302, headers: { location } }), told.cookies)
  },
})

export const OIDC_ROUTES = [startOidc, finishOidc]

/** As the provider or better-auth calls it; anything else is `failed`. */
const ERRORS: Readonly<Record<string, WireSignInError>> = {
  unknown_email: 'unknown_email',
  unverified_email: 'unverified_email',
  account_not_linked: 'unverified_email',
  email_not_found: 'unverified_email',
  access_denied: 'cancelled',
}

/** The page shows its own sentence for a closed list of reasons, never text that came in an address. */
function inOurWords(location: string): string {
  const [address = '', query = ''] = location.split('?', 2)
  const parameters = new URLSearchParams(query)
  const error = parameters.get('error')
  if (error === null) return location
  parameters.delete('error_description')
  parameters.set('error', ERRORS[error] ?? 'failed')
  return `${address}?${parameters.toString()}`
}

function requireProvider(signIn: SignIn, id: string): void {
  if (signIn.providers.some((provider) => provider.id === id)) return
  throw new RuntruthError('not_found', 'There is no such provider here. GET /api/v1/sign-in names those there are.')
}

function away(provider: string): ProtocolError {
  return new ProtocolError(
    'operation_failed',
    502,
    `The provider ${provider} does not answer as an OpenID Connect provider now. Try again, or sign in with a password; whoever runs this installation checks its issuer.`,
  )
}
