/**
 * The errors a user may see. Codes are closed; HTTP status and exit code are mapped at the edges.
 * A message says what was wrong, what was expected and what to do. It never carries SQL, secrets or stack traces.
 */
export const ERROR_CODES = {
  invalid_input: 'A value does not fit; the detail names it, what was expected and what to do.',
  invalid_config: 'A setting or the configuration file does not fit; nothing was started.',
  unauthenticated: 'No credentials, or credentials that are not valid here.',
  not_found: 'No such thing within reach of these credentials.',
  forbidden: 'The thing is within reach, but the capability for this action is missing.',
  conflict: 'The thing is no longer in the state this action needs.',
  scope_busy: 'An exclusive operation of this type is already active in this scope.',
  blocked: 'The operation may not run now; the detail says why.',
  stale_lease: 'The report belongs to an attempt or lease that is no longer current.',
  rate_limited: 'Too many requests with these credentials; the answer says when to try again.',
  too_large: 'The request body is larger than accepted.',
  database_unavailable: 'PostgreSQL cannot be reached now.',
  database_unsuitable: 'PostgreSQL is reachable but not usable as it is (too old, not migrated, rights missing).',
  embedded_postgres: 'The embedded PostgreSQL could not be started.',
  port_in_use: 'The address is already in use.',
  operation_failed: 'The operation that was waited for did not succeed.',
  problem_found: 'The doctor found at least one problem.',
  internal: 'Something went wrong inside; the request id leads to the log.',
} as const

export type ErrorCode = keyof typeof ERROR_CODES

export class RuntruthError extends Error {
  readonly code: ErrorCode
  /** Further facts for machines, e.g. `{ id: '4711' }` or `{ issues: [...] }`. Never secrets. */
  readonly detail: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, detail: Readonly<Record<string, unknown>> = {}, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'RuntruthError'
    this.code = code
    this.detail = detail
  }
}

export function isRuntruthError(error: unknown, code?: ErrorCode): error is RuntruthError {
  return error instanceof RuntruthError && (code === undefined || error.code === code)
}

const NEXT_STEP: Readonly<Record<string, string>> = {
  workspace: 'Check its name, and whom these credentials belong to.',
  tenant: 'Check its name and the workspace.',
  member: 'Check the id and the workspace.',
  token: 'Check the id and the workspace.',
  webhook: 'Check the id and the workspace.',
  delivery: 'Check the id and the workspace; what is over is kept for a week.',
}

/** One body for a missing thing and for a thing in another scope, so that neither can be told from the other. */
export function notFound(what = 'operation'): RuntruthError {
  const next = NEXT_STEP[what] ?? 'Check the id and the workspace; it may also have been removed by retention.'
  return new RuntruthError('not_found', `No such ${what} here. ${next}`)
}
