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

export async function problemOf(response: Response): Promise<ApiProblem> {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : null
  const body: unknown = await response.json().catch(() => null)
  if (isProblem(body)) return new ApiProblem(response.status, body.code, body.detail, retryAfterMs, body)
  return new ApiProblem(response.status, 'unknown', `The server answered ${response.status} without saying why.`, retryAfterMs)
}

/** The input of an operation names a path and a message, every other part of a request a field and a detail. */
function readIssue(issue: unknown): FieldIssue[] {
  if (typeof issue !== 'object' || issue === null) return []
  const field: unknown = 'field' in issue ? issue.field : 'path' in issue ? issue.path : undefined
  const detail: unknown = 'detail' in issue ? issue.detail : 'message' in issue ? issue.message : undefined
  return typeof field === 'string' && typeof detail === 'string' ? [{ field, detail }] : []
}

function isProblem(body: unknown): body is WireProblem {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string' && 'detail' in body
}
