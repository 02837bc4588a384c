import { inspect } from 'node:util'
import { RuntruthError } from '../errors.ts'
import { readCounts } from '../ledger/counts.ts'
import type { Counts, FailureFacts } from '../truth/facts.ts'
import type { OperationResult } from './defineOperation.ts'
import { OperationBlocked, OperationFailure } from './operationFailure.ts'

/** How a handler ended: with a result, or by throwing, in words for operators and in full for diagnostics. */
export type HandlerEnd =
  | { readonly kind: 'returned'; readonly outcome: 'succeeded' | 'partially_succeeded'; readonly counts: Counts | null }
  | { readonly kind: 'blocked'; readonly failure: FailureFacts; readonly diagnostics: Record<string, unknown> }
  | { readonly kind: 'threw'; readonly failure: FailureFacts; readonly diagnostics: Record<string, unknown> }

const LONGEST_TEXT = 16_000

/** A result that cannot be recorded is a failure of the handler, told as one. */
export function endOfResult(result: OperationResult | void): HandlerEnd {
  try {
    const outcome = result?.outcome ?? 'succeeded'
    // A handler in JavaScript is not held to the type.
    if (!['succeeded', 'partially_succeeded'].includes(outcome)) {
      throw new OperationFailure(
        'invalid_result',
        'The handler ended with an outcome that is not one of succeeded and partially_succeeded.',
      )
    }
    return { kind: 'returned', outcome, counts: readCounts(result?.counts) }
  } catch (error) {
    return endOfError(error)
  }
}

export function endOfError(error: unknown): HandlerEnd {
  const diagnostics = { error: describe(error) }
  if (error instanceof OperationBlocked) return { kind: 'blocked', failure: spoken(error.code, error.message), diagnostics }
  return { kind: 'threw', failure: failureOf(error), diagnostics }
}

function failureOf(error: unknown): FailureFacts {
  if (error instanceof OperationFailure) return spoken(error.code, error.message)
  if (error instanceof RuntruthError) return spoken(error.code, error.message)
  if (error instanceof Error && 'public' in error && error.public === true) return spoken('handler_failed', error.message)
  const name = error instanceof Error ? safeName(error.name) : 'not an Error object'
  return { code: 'handler_failed', message: `The handler ended with an error (${name}). Diagnostics hold the details.` }
}

const LONGEST_MESSAGE = 1_000

function spoken(code: string, message: string): FailureFacts {
  return { code: text(String(code)).slice(0, 100), message: text(message).slice(0, LONGEST_MESSAGE) }
}

/** A class name, never a sentence somebody put into `name`. */
function safeName(name: string): string {
  return /^[A-Za-z_$][\w$]{0,60}$/.test(name) ? name : 'Error'
}

function describe(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { value: text(typeof error === 'string' ? error : inspect(error, { depth: 3 })) }
  return {
    name: text(error.name),
    message: text(error.message),
    stack: text(error.stack ?? ''),
    ...(error.cause === undefined || depth >= 5 ? {} : { cause: describe(error.cause, depth + 1) }),
  }
}

/** The database's JSON knows no NUL character, and no diagnosis needs more than this of one text. */
function text(value: string): string {
  return value.replaceAll('\0', '\uFFFD').slice(0, LONGEST_TEXT).toWellFormed()
}
