import { Link } from 'wouter'
import type { WireNotification, WireOperation } from '../../../../src/http/contract.ts'
import { presentNotification } from '../../../../src/truth/operationPresenter.ts'
import type { Verdict } from '../../../../src/truth/verdict.ts'
import { Headline } from '../../components/Headline.tsx'
import { Instant } from '../../components/Instant.tsx'
import { pages } from '../../model/pages.ts'
import { tenantName, usePlace } from '../../model/place.ts'

interface NotificationLineProps {
  readonly notification: WireNotification
  readonly nowMs: number
  onRead(id: string): void
}

/** The verdict that is shown; what has ended does not turn with time. */
function verdictOf({ verdict }: WireOperation): Verdict {
  return verdict
}

export function NotificationLine({ notification, nowMs, onRead }: NotificationLineProps) {
  const place = usePlace()
  const { id, operation, at, kind, readAt } = notification
  const verdict = verdictOf(operation)
  const unread = readAt === null
  const presented = presentNotification(operation.label, verdict)
  const tenant = tenantName(place, operation.tenant)
  return (
    <li
      className="border-rule relative grid grid-cols-1 gap-x-6 border-t py-3 ps-4 md:grid-cols-[1fr_auto]"
      data-surface="inbox"
      data-operation={operation.id}
      data-freshness={verdict.freshness}
      data-unread={unread}
    >
      {unread ? <span className="bg-ink absolute inset-y-3 start-0 w-1" aria-hidden="true" /> : null}
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3">
          <Headline verdict={verdict} outcome={operation.outcome} />
          <bdi className={`min-w-0 ${unread ? 'font-semibold' : ''}`}>{operation.label}</bdi>
          {unread ? <span className="text-small border-edge rounded-sm border px-1.5">Unread</span> : null}
        </p>
        <p className="max-w-[72ch]" data-testid="guidance">
          {presented.guidance}
        </p>
        <p className="text-small text-quiet flex flex-wrap gap-x-4">
          {tenant === null ? null : <bdi>{tenant}</bdi>}
          {kind === 'amended' ? <span>A late report changed what had been told before.</span> : null}
          <Instant at={at} nowMs={nowMs} />
        </p>
      </div>
      <div className="no-print flex flex-wrap items-center gap-x-4">
        {unread ? (
          <button
            type="button"
            className="text-small text-quiet hover:text-ink min-h-10"
            aria-label={`Mark as read: ${presented.headline}`}
            onClick={(event) => {
              // The button goes; the way on stays.
              event.currentTarget.parentElement?.querySelector('a')?.focus()
              onRead(id)
            }}
          >
            Mark as read
          </button>
        ) : null}
        <Link
          href={pages.operation(place.slug, operation.id)}
          aria-label={`View operation: ${presented.headline}`}
          className="text-small inline-flex min-h-10 items-center underline"
          onClick={() => {
            if (unread) onRead(id)
          }}
        >
          View operation
        </Link>
      </div>
    </li>
  )
}
