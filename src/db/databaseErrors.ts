import { RuntruthError } from '../errors.ts'

/** Codes by which the server or the network says that the database is not there now, as opposed to a statement being wrong. */
const AWAY = new Set([
  '57P01',
  '57P02',
  '57P03', // shutting down, crashed, starting up
  '25P03',
  '57P05', // a timeout set by the administrator ended the session
  '53300', // too many connections
  '25006', // read only: a standby that is not promoted yet answers in the place of the database
  '08000',
  '08003',
  '08006',
  '08001',
  '08004',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
])

const AWAY_MESSAGES =
  /connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|client was closed|connection ended/i

function property(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : undefined
}

/** The name of the constraint a statement ran into; names read as sentences, see migrations/. */
export function violatedConstraint(error: unknown): string | undefined {
  return (
    property(error, 'constraint') ?? (error instanceof Error && error.cause !== undefined ? violatedConstraint(error.cause) : undefined)
  )
}

export function sqlState(error: unknown): string | undefined {
  return property(error, 'code')
}

export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof RuntruthError) return error.code === 'database_unavailable'
  const code = property(error, 'code')
  if (code !== undefined && AWAY.has(code)) return true
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway)
  return error instanceof Error && AWAY_MESSAGES.test(error.message)
}

/** Deadlocks and serialization failures: nothing was wrong with the transaction, and nothing of it was taken. */
const CONFLICTS = new Set(['40001', '40P01'])

export function isTransactionConflict(error: unknown): boolean {
  return CONFLICTS.has(sqlState(error) ?? '')
}

/** The road broke between sending the commit and hearing of it, so both ends are possible. */
export function commitUnheard(cause: unknown): RuntruthError {
  return new RuntruthError(
    'database_unavailable',
    'PostgreSQL went away while this call was being recorded. Whether it took effect is not known: look before you repeat it.',
    {},
    { cause },
  )
}

/** Says it in words that may reach a user; anything else passes unchanged and is never shown, only logged. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof RuntruthError) return error
  if (isDatabaseAway(error)) {
    return new RuntruthError(
      'database_unavailable',
      'PostgreSQL cannot be reached now. It is asked again; nothing was changed by this call.',
      {},
      { cause: error },
    )
  }
  const code = property(error, 'code')
  if (code === '42P01' || code === '3F000') {
    return new RuntruthError(
      'database_unsuitable',
      'The database has no Runtruth schema, or an older one. Run: runtruth migrate',
      {},
      { cause: error },
    )
  }
  return error
}
