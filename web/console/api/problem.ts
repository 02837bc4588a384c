import type { WireProblem } from '../../../src/http/contract.ts'

/** A refusal of the API, or `status` 0 when nobody answered. The detail is written for people. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly retryAfterMs: number | null

  constructor(status: number, code: string, detail: string, retryAfterMs: number | null = null) {
    super(detail)
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
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
  if (isProblem(body)) return new ApiProblem(response.status, body.code, body.detail, retryAfterMs)
  return new ApiProblem(response.status, 'unknown', `The server answered ${response.status} without saying why.`, retryAfterMs)
}

function isProblem(body: unknown): body is WireProblem {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string' && 'detail' in body
}
