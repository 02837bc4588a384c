import { toWire, type WireOperation } from '../ledger/wire.ts'
import type { JudgedRun } from '../ledger/judgedRun.ts'
import type { DeliveryEvent } from './endpoint.ts'

/** What is posted, after the Standard Webhooks specification. */
export interface WebhookMessage {
  readonly type: DeliveryEvent
  /** When it happened, which is not when it is sent. */
  readonly timestamp: string
  readonly data: { readonly operation: WireOperation } | { readonly test: string }
}

/**
 * The operation as the API tells it, verdict included, word for word; never raw material. It is written when the message is
 * first sent and not by the statement that ends the operation: a verdict is derived, not stored, and ending an operation
 * must not wait for it.
 */
export function messageBody(event: DeliveryEvent, at: Date, workspace: string, judged: JudgedRun | null): string {
  const data: WebhookMessage['data'] =
    judged === null
      ? { test: `A test message of the workspace ${workspace}. No operation has ended.` }
      : { operation: toWire(workspace, judged) }
  const message: WebhookMessage = { type: event, timestamp: at.toISOString(), data }
  return JSON.stringify(message)
}
