import { z } from '@hono/zod-openapi'
import { ERROR_CODES, isRuntruthError, RuntruthError, type ErrorCode } from '../errors.ts'
import type { Log } from '../log.ts'

/** What an error means to a client that speaks HTTP. Codes of the command line only are here because the table is complete. */
export const HTTP_STATUS: Record<ErrorCode, number> = {
  invalid_input: 400,
  invalid_config: 500,
  unauthenticated: 401,
  not_found: 404,
  forbidden: 403,
  conflict: 409,
  scope_busy: 409,
  blocked: 422,
  stale_lease: 409,
  rate_limited: 429,
  too_large: 413,
  database_unavailable: 503,
  database_unsuitable: 503,
  embedded_postgres: 503,
  port_in_use: 500,
  operation_failed: 500,
  problem_found: 500,
  internal: 500,
}

/** What was done wrong is for the caller to know; what went wrong inside is for the log. */
const SPOKEN_ABOVE_499: ReadonlySet<ErrorCode> = new Set(['database_unavailable', 'database_unsuitable'])

const DATABASE_AWAY_RETRY_SECONDS = 2

export const PROBLEM_MEDIA_TYPE = 'application/problem+json'

export const problemSchema = z
  .looseObject({
    type: z.string().openapi({ example: 'urn:runtruth:problem:not_found' }),
    title: z.string().openapi({ description: 'What the code means in general.' }),
    status: z.int(),
    code: z.string().openapi({ description: 'Closed list, see the errors reference.', example: 'not_found' }),
    detail: z.string().openapi({ description: 'What was wrong here, what was expected, what to do.' }),
    requestId: z.string().openapi({ description: 'As in X-Request-Id; leads to the log.' }),
  })
  .openapi('Problem')

/** An error of the protocol that has no code of its own: another status for a known code, with headers. */
export class ProtocolError extends RuntruthError {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ErrorCode, status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(code, message)
    this.status = status
    this.headers = headers
  }
}

/** Any error as an answer. What is not one of ours is logged whole and shown as nothing but a request id. */
export function problemResponse(error: unknown, requestId: string, log: Log): Response {
  const known = isRuntruthError(error) ? error : undefined
  const status = known instanceof ProtocolError ? known.status : known ? HTTP_STATUS[known.code] : 500
  // An error of the protocol was worded for whoever asked.
  const speaks = known !== undefined && (status < 500 || SPOKEN_ABOVE_499.has(known.code) || known instanceof ProtocolError)
  if (status >= 500) log.error({ err: error, requestId }, 'a request failed')
  const code: ErrorCode = speaks ? known.code : 'internal'
  const problem = {
    type: `urn:runtruth:problem:${code}`,
    title: ERROR_CODES[code],
    status,
    code,
    detail: speaks
      ? known.message
      : 'The request could not be answered. Nothing is known to be wrong with it; name the request id when you ask.',
    requestId,
  }
  // First for the order, last so that no further fact takes the place of one of these.
  const body = { ...problem, ...(speaks ? known.detail : {}), ...problem }
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': PROBLEM_MEDIA_TYPE, ...headersOf(known) } })
}

function headersOf(error: RuntruthError | undefined): Record<string, string> {
  if (error instanceof ProtocolError) return { ...error.headers }
  if (error?.code === 'database_unavailable') return { 'retry-after': String(DATABASE_AWAY_RETRY_SECONDS) }
  return {}
}
