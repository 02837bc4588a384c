import type { WireProblem } from '../../../src/http/contract.ts'

/** One field of a request, and what is wrong with it. */
export interface FieldIssue {
  readonly field: string
  readonly detail: string
}

/** A refusal of the API, or `status` 0 when nobody answered. The detail is written for people. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly retryAfterMs: number | null
  readonly issues: readonly FieldIssue[]
  /** The operation the refusal points at, where it points at one. */
  readonly operationId: string | null

  constructor(status: number, code: string, detail: string, retryAfterMs: number | null = null, body: object = {}) {
    super(detail)
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
    this.issues = 'issues' in body && Array.isArray(body.issues) ? body.issues.flatMap(readIssue) : []
    this.operationId = 'id' in body && typeof body.id === 'string' ? body.id : null
  }
}

const NOBODY_ANSWERED = 'The server could not be reached. What is shown was known before.'

export function unreachable(): ApiProblem {
  return new ApiProblem(0, 'unreachable', NOBODY_ANSWERED)
}

/** Of the API, and of its sign-in, which words its refusals in a way of its own. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null)
  const { code, detail } = toldBy(body)
  return new ApiProblem(
    response.status,
    code ?? 'unknown',
    detail ?? `The server answered ${response.status} without saying why.`,
    retryAfterMsOf(response.headers),
    typeof body === 'object' && body !== null ? body : {},
  )
}

function toldBy(body: unknown): Partial<Pick<WireProblem, 'code' | 'detail'>> {
  if (typeof body !== 'object' || body === null) return {}
  const code = 'code' in body && typeof body.code === 'string' ? body.code : undefined
  if ('detail' in body && typeof body.detail === 'string') return { ...(code === undefined ? {} : { code }), detail: body.detail }
  if (!('message' in body) || typeof body.message !== 'string' || body.message === '') return {}
  const sentence = /[.!?]$/.test(body.message) ? body.message : `${body.message}.`
  return { ...(code === undefined ? {} : { code }), detail: sentence }
}

function retryAfterMsOf(headers: Headers): number | null {
  const text = headers.get('retry-after') ?? headers.get('x-retry-after')
  const seconds = text === null || text === '' ? Number.NaN : Number(text)
  return Number.isFinite(seconds) ? seconds * 1_000 : null
}

/** The input of an operation names a path and a message, every other part of a request a field and a detail. */
function readIssue(issue: unknown): FieldIssue[] {
  if (typeof issue !== 'object' || issue === null) return []
  const field: unknown = 'field' in issue ? issue.field : 'path' in issue ? issue.path : undefined
  const detail: unknown = 'detail' in issue ? issue.detail : 'message' in issue ? issue.message : undefined
  return typeof field === 'string' && typeof detail === 'string' ? [{ field, detail }] : []
}
