import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { createHttpHandler, type HttpLimits, type Peer } from '../../src/http/index.ts'
import { PROBLEM_MEDIA_TYPE } from '../../src/http/problem.ts'
import { createKnownPaths } from '../../src/http/knownPaths.ts'
import type { SignIn } from '../../src/signin/openSignIn.ts'
import type { Services } from '../../src/work/services.ts'

export interface ApiDocument {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedRoute>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

export interface DocumentedRoute {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>>
}

export interface Asked {
  readonly token?: string | undefined
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it stands. */
  readonly raw?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  readonly peer?: Peer
}

interface ToldOperation {
  readonly id: string
  readonly status: string
  readonly tenant: string | null
  readonly verdict: { readonly freshness: string; readonly problem: string; readonly asOf: string; readonly nextChangeAt: string | null }
}

interface Body extends ToldOperation {
  readonly [name: string]: unknown
  readonly asOf: string
  readonly next: string | null
  readonly total: number
  readonly operations: readonly ToldOperation[]
  readonly events: readonly { readonly id: string; readonly kind: string }[]
  readonly problem: Readonly<Record<string, number>>
  readonly freshness: Readonly<Record<string, number>>
  readonly schema: { readonly current: number; readonly latest: number }
  readonly lease: string
  readonly code: string
  readonly detail: string
  readonly requestId: string
}

export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Checked against the document before a test sees it; here as far as tests name it. */
  readonly body: Body
}

export interface Api {
  readonly document: ApiDocument
  /** Documented routes that were asked and answered as something other than a refusal, as `GET /path/{id}`. */
  readonly exercised: ReadonlySet<string>
  ask(method: string, path: string, asked?: Asked): Promise<Told>
  /** The cookie of a new session, to be sent as `headers: { cookie }`; needs `signIn` and a password given before. */
  signIn(email: string, password: string): Promise<string>
}

/** What a browser sends back of the cookies that an answer has set. */
export function cookieOf(told: Pick<Told, 'headers'>): string {
  return told.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ')
}

/** The handler, asked without a socket. Every answer of a documented route is held against the document. */
export async function openApi(
  services: Services,
  options: { limits?: HttpLimits; publicUrl?: string; signIn?: SignIn } = {},
): Promise<Api> {
  const handler = createHttpHandler({
    services,
    limits: { requestsPerMinute: 1_000_000, ...options.limits },
    ...(options.publicUrl ? { publicUrl: options.publicUrl } : {}),
    ...(options.signIn ? { signIn: options.signIn } : {}),
  })
  const response = await handler.fetch(new Request('http://api.test/api/v1/openapi.json'))
  // The document's own test looks at its shape.
  const document = (await response.json()) as ApiDocument
  const exercised = new Set(['GET /api/v1/openapi.json'])
  const routes = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method, path })))
  const known = createKnownPaths(routes)
  const expectDocumented = documentedAnswers(document)

  const api: Api = {
    document,
    exercised,
    signIn: async (email, password) => {
      const told = await api.ask('POST', '/api/auth/sign-in/email', { body: { email, password } })
      if (told.status !== 200) throw new Error(`${email} could not sign in: ${told.text}`)
      return cookieOf(told)
    },
    ask: async (method, path, { token, body, raw, headers, peer } = {}) => {
      const request = new Request(`http://api.test${path}`, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? (raw === undefined ? {} : { body: raw }) : { body: JSON.stringify(body) }),
      })
      const answered = await handler.fetch(request, peer)
      const mediaType = answered.headers.get('content-type')?.split(';')[0] ?? ''
      const text = mediaType === 'text/event-stream' ? await firstChunk(answered) : await answered.text()
      const told: Told = {
        status: answered.status,
        headers: answered.headers,
        text,
        // What is not there reads as undefined, as it would anyway.
        body: (mediaType.endsWith('json') && text !== '' ? JSON.parse(text) : {}) as Body,
      }
      const target = known.find(new URL(request.url).pathname)
      if (target && target.methods.includes(method) && method !== 'OPTIONS' && method !== 'HEAD') {
        expectDocumented(method, target.path, told, mediaType)
        if (told.status < 400) exercised.add(`${method} ${target.path}`)
      }
      return told
    },
  }
  return api
}

/** A stream never ends; its beginning is enough to be held against the document. */
async function firstChunk(answered: Response): Promise<string> {
  // The type of a body says any; the Fetch standard says bytes.
  const reader = (answered.body as ReadableStream<Uint8Array> | null)?.getReader()
  const first = await reader?.read()
  await reader?.cancel()
  return new TextDecoder().decode(first?.value)
}

function documentedAnswers(document: ApiDocument) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema(document, 'document')
  const compiled = new Map<object, ValidateFunction>()
  return (method: string, path: string, told: Told, mediaType: string): void => {
    const where = `${method} ${path} → ${told.status}`
    const answer = document.paths[path]?.[method.toLowerCase()]?.responses[told.status]
    if (!answer) throw new Error(`${where} is not documented: ${told.text.slice(0, 500)}`)
    if (told.text === '' && answer.content === undefined) return
    const content = answer.content?.[mediaType] ?? answer.content?.['application/octet-stream']
    if (!content) throw new Error(`${where} has the media type ${mediaType}, which is not documented.`)
    if (told.status >= 400 && mediaType !== PROBLEM_MEDIA_TYPE) throw new Error(`${where} is refused without a problem body.`)
    if (!mediaType.endsWith('json')) return
    const validate =
      compiled.get(content.schema) ?? ajv.compile(JSON.parse(JSON.stringify(content.schema).replaceAll('"#/', '"document#/')))
    compiled.set(content.schema, validate)
    if (!validate(told.body))
      throw new Error(`${where} is not as documented: ${ajv.errorsText(validate.errors)}\n${told.text.slice(0, 2_000)}`)
  }
}
