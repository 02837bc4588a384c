import type { WebhookEvent } from '../ledger/sql/enqueueWebhooks.ts'

/** Where a workspace wants to be told. Never its secrets. */
export interface Endpoint {
  readonly id: string
  readonly url: string
  readonly description: string
  readonly events: readonly WebhookEvent[]
  /** Also of operations that are parts of another one. */
  readonly withParts: boolean
  /** Slugs; null: all of them, and operations of the workspace as a whole. */
  readonly tenants: readonly string[] | null
  readonly state: 'enabled' | 'disabled'
  readonly disabledAt: Date | null
  readonly disabledReason: string | null
  /** The first refusal since a message was last accepted. */
  readonly failingSince: Date | null
  readonly createdAt: Date
  readonly createdBy: string
  /** Until when a replaced secret is still signed with; null: there is only one. */
  readonly oldSecretUntil: Date | null
}

export const DELIVERY_STATES = ['due', 'delivered', 'given_up'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

export interface DeliveryAttempt {
  readonly attempt: number
  readonly at: Date
  /** Null: no answer yet, or the process that sent it has died. */
  readonly endedAt: Date | null
  /** Of the answer; null when there was none. */
  readonly status: number | null
  readonly durationMs: number | null
  readonly error: string | null
}

export type DeliveryEvent = WebhookEvent | 'webhook.test'

export interface Delivery {
  readonly id: string
  /** As receivers see it in `webhook-id`; the same at every attempt. */
  readonly messageId: string
  readonly event: DeliveryEvent
  /** Null: a test is of no operation. */
  readonly runId: string | null
  readonly state: DeliveryState
  readonly createdAt: Date
  /** When it is tried next, or, under way, when another process may take it; null once it is over. */
  readonly nextAt: Date | null
  /** A process has it now. */
  readonly underWay: boolean
  readonly endedAt: Date | null
  /** Why it was given up. */
  readonly reason: string | null
  /** Oldest first. */
  readonly attempts: readonly DeliveryAttempt[]
}
