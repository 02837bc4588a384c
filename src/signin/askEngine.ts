import { translateDatabaseError } from '../db/databaseErrors.ts'
import type { AuthEngine } from './authEngine.ts'

export interface AuthQuestion {
  readonly method: 'GET' | 'POST'
  /** After /api/auth, with its query. */
  readonly path: string
  readonly body?: unknown
  /** Whose cookies come along. */
  readonly from: Request
}

export interface AuthAnswer {
  readonly status: number
  /** Values of Set-Cookie. */
  readonly cookies: readonly string[]
  readonly location: string | null
  readonly body: unknown
}

/** One question to better-auth under its own address, whatever address the request came by. Throws what is not about the question. */
export async function askEngine(engine: AuthEngine, { method, path, body, from }: AuthQuestion): Promise<AuthAnswer> {
  const { baseURL } = engine.options
  const cookie = from.headers.get('cookie')
  const request = new Request(`${baseURL}${path}`, {
    method,
    headers: { ...(cookie === null ? {} : { cookie }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answered = await engine.handler(request).catch((error: unknown) => refusalOf(error))
  const text = await answered.text()
  return {
    status: answered.status,
    cookies: answered.headers.getSetCookie(),
    location: answered.headers.get('location'),
    body: text === '' ? null : (JSON.parse(text) as unknown), // looked at by who asked
  }
}

/** It throws its refusals like what broke beneath it; only the former have a status below 500. */
function refusalOf(error: unknown): Response {
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined
  if (typeof status === 'number' && status < 500) return new Response(null, { status })
  throw translateDatabaseError(error instanceof Error && error.cause !== undefined && status !== undefined ? error.cause : error)
}
