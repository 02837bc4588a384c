/**
 * Thrown by a handler to speak to operators: code and message are shown as they stand, so neither may carry secrets.
 * Any other error is shown by its class name only, its text goes to diagnostics.
 */
export class OperationFailure extends Error {
  /** For machines, e.g. 'remote_unavailable'. */
  readonly code: string

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'OperationFailure'
    this.code = code
  }
}

/** Thrown by a handler that may not do its work: the operation ends `blocked`, and is not attempted again by itself. */
export class OperationBlocked extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'OperationBlocked'
    this.code = code
  }
}
