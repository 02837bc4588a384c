import type { WireAttempt, WireDelivery, WireWebhook } from '../../../src/http/contract.ts'

type WebhookStanding = 'enabled' | 'failing' | 'disabled'

/** Disabled is said first: nothing is sent then, whatever was refused before. */
export function webhookStanding({ enabled, failingSince }: Pick<WireWebhook, 'enabled' | 'failingSince'>): WebhookStanding {
  if (!enabled) return 'disabled'
  return failingSince === null ? 'enabled' : 'failing'
}

export const EVENT_MEANS: Record<WireWebhook['events'][number], string> = {
  'operation.finished': 'when an operation has ended',
  'operation.amended': 'once more when a late report changes its outcome',
}

const EVENT_WORDS: Record<WireDelivery['event'], string> = {
  'operation.finished': 'The end of',
  'operation.amended': 'The amendment of',
  'webhook.test': 'A test',
}

export function eventWords(event: WireDelivery['event']): string {
  return EVENT_WORDS[event]
}

/** A second is how often a sender looks; after so long none has. */
const SENDER_EXPECTED_MS = 15_000

export type DeliveryStanding = 'accepted' | 'under_way' | 'waiting' | 'not_sent' | 'given_up'

/** Where a message is. `not_sent`: nobody has even tried, although it has been due for a while. */
export function deliveryStanding(
  { state, underWay, attempts, createdAt }: Pick<WireDelivery, 'state' | 'underWay' | 'attempts' | 'createdAt'>,
  nowMs: number,
): DeliveryStanding {
  switch (state) {
    case 'delivered':
      return 'accepted'
    case 'given_up':
      return 'given_up'
    case 'due':
      if (underWay) return 'under_way'
      return attempts.length === 0 && nowMs - Date.parse(createdAt) > SENDER_EXPECTED_MS ? 'not_sent' : 'waiting'
  }
}

/** How one attempt went; one that was never ended, of a message that is no longer under way, was lost with its process. */
export function attemptWords({ endedAt, status, error }: Pick<WireAttempt, 'endedAt' | 'status' | 'error'>, isUnderWay: boolean): string {
  if (endedAt === null) return isUnderWay ? 'No answer yet.' : 'The process that sent it ended before an answer came.'
  return error ?? `Accepted with ${status}.`
}
