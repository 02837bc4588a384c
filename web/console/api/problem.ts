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

/** Of the API, and of its sign-in, which words its refusals in a way of its own. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null)
  const { code, detail } = toldBy(body)
  return new ApiProblem(
    response.status,
    code ?? 'unknown',
    detail ?? `The server answered ${response.status} without saying why.`,
    retryAfterMsOf(response.headers),
  )
}

function toldBy(body: unknown): { readonly code?: string; readonly detail?: string } {
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
