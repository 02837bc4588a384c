import { RuntruthError, type ErrorCode } from '../errors.ts'

/** 0 ok · 1 failed · 2 usage · 3 not found or not allowed · 4 the operation that was waited for did not succeed · 5 doctor found a problem */
export const EXIT_CODE: Record<ErrorCode, number> = {
  invalid_input: 2,
  invalid_config: 1,
  unauthenticated: 3,
  not_found: 3,
  forbidden: 3,
  conflict: 1,
  scope_busy: 1,
  blocked: 1,
  stale_lease: 1,
  rate_limited: 1,
  too_large: 1,
  database_unavailable: 1,
  database_unsuitable: 1,
  embedded_postgres: 1,
  port_in_use: 1,
  operation_failed: 4,
  problem_found: 5,
  internal: 1,
}

export function exitCodeOf(error: unknown): number {
  return error instanceof RuntruthError ? EXIT_CODE[error.code] : EXIT_CODE.internal
}
