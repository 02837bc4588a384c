export const CHECKS = [
  'schema',
  'row_security',
  'clock',
  'server',
  'sessions',
  'workers',
  'queues',
  'sources',
  'reconciler',
  'webhooks',
] as const
export type Check = (typeof CHECKS)[number]

/** `note`: worth knowing, nothing to repair. */
export const FINDING_STATES = ['ok', 'note', 'problem'] as const
export type FindingState = (typeof FINDING_STATES)[number]

export interface Finding {
  readonly check: Check
  readonly state: FindingState
  /** One sentence: what was looked at, what was found, what was expected. */
  readonly summary: string
  /** What to do; null when there is nothing to do. */
  readonly remedy: string | null
}

export function ok(check: Check, summary: string): Finding {
  return { check, state: 'ok', summary, remedy: null }
}

export function note(check: Check, summary: string, remedy: string | null = null): Finding {
  return { check, state: 'note', summary, remedy }
}

export function problem(check: Check, summary: string, remedy: string): Finding {
  return { check, state: 'problem', summary, remedy }
}
