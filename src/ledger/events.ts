/** What can happen to an operation; one row of operation_events each, written in the transaction that makes it true. */
export const EVENT_KINDS = [
  'queued',
  'dispatch_confirmed',
  /** Why it waits has changed. */
  'waiting',
  'started',
  'phase',
  'part_started',
  'attempt_failed',
  'attempt_lost',
  'handed_back',
  'cancel_requested',
  'succeeded',
  'partially_succeeded',
  'blocked',
  'failed',
  'cancelled',
  'reconciled',
  'amended',
  'retried',
  'superseded',
  'facts_read',
  'raw_read',
  'downloaded',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

export interface OperationEvent {
  readonly id: string
  readonly at: Date
  readonly kind: EventKind
  readonly attempt: number
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string }
  readonly data: Record<string, unknown>
}
