import type { WireDelivery } from '../../../../../src/http/contract.ts'
import { formatExactDuration } from '../../../../../src/truth/index.ts'
import { Instant } from '../../../components/Instant.tsx'
import { attemptWords, deliveryStanding } from '../../../model/webhookWords.ts'

interface Seen {
  readonly delivery: WireDelivery
  readonly nowMs: number
}

/** Where a message is, in one sentence, and behind it every attempt. */
export function DeliveryState({ delivery, nowMs }: Seen) {
  const { attempts } = delivery
  return (
    <>
      <Standing delivery={delivery} nowMs={nowMs} />
      {attempts.length === 0 ? null : (
        <details className="text-small">
          <summary className="text-quiet min-h-10 content-center">
            {attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`}
          </summary>
          <ol className="space-y-2 pb-2">
            {attempts.map((attempt) => (
              <li key={attempt.attempt}>
                <span className="text-quiet">
                  Attempt {attempt.attempt}, <Instant at={attempt.at} nowMs={nowMs} as="moment" />
                  {attempt.durationMs === null ? null : `, after ${formatExactDuration(attempt.durationMs)}`}:
                </span>{' '}
                {attemptWords(attempt, delivery.underWay && attempt === attempts.at(-1))}
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  )
}

function Standing({ delivery, nowMs }: Seen) {
  switch (deliveryStanding(delivery, nowMs)) {
    case 'accepted':
      return (
        <span className="text-succeeded block">
          Accepted <Instant at={delivery.endedAt} nowMs={nowMs} as="moment" />
        </span>
      )
    case 'under_way':
      return <span className="block">Sent, waiting for the answer</span>
    case 'waiting':
      return (
        <span className="text-stale block">
          {delivery.attempts.length === 0 ? 'Will be sent' : 'Not accepted yet; tried again'}{' '}
          <Instant at={delivery.nextAt} nowMs={nowMs} as="ago" />
        </span>
      )
    case 'not_sent':
      return <span className="text-stale block">Not sent yet. Messages are sent by a running reconciler.</span>
    case 'given_up':
      return <span className="text-lost block break-words">Given up. {delivery.reason}</span>
  }
}
