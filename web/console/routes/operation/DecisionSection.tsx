import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { WireOperation } from '../../../../src/http/contract.ts'
import type { Verdict } from '../../../../src/truth/index.ts'
import { Headline } from '../../components/Headline.tsx'
import { Instant } from '../../components/Instant.tsx'
import { pages } from '../../model/pages.ts'
import { tenantName, usePlace } from '../../model/place.ts'
import type { Action } from '../../model/verdictLook.ts'
import { DecisionActions } from './DecisionActions.tsx'
import { sinceOf } from './model/sinceWords.ts'
import type { Offers } from '../../model/offers.ts'

interface DecisionSectionProps {
  readonly operation: WireOperation
  readonly verdict: Verdict
  readonly offers: Offers
  /** May turn while it is read: the lines below keep their places. */
  readonly roomy: boolean
  readonly nowMs: number
  /** What changes nothing, beside the deeds. */
  readonly children?: ReactNode
  onAct(action: Action): void
}

/** What it is, how it stands, why, since when, and the one thing to do about it. */
export function DecisionSection({ operation, verdict, offers, roomy, nowMs, children, onAct }: DecisionSectionProps) {
  const place = usePlace()
  const tenant = tenantName(place, operation.tenant)
  return (
    <header>
      <Link href={pages.hub(place.slug)} className="no-print text-small text-quiet inline-flex min-h-10 items-center underline">
        All operations
      </Link>
      <h1 id="operation-name" className="text-title max-w-[72ch] font-semibold">
        <bdi>{operation.label}</bdi> <span className="text-quiet font-normal">#{operation.id}</span>
      </h1>
      <p className="text-quiet text-small mt-1">
        {operation.tenant === null || tenant === null ? null : (
          <>
            <Link href={pages.tenant(place.slug, operation.tenant)} className="underline">
              <bdi>{tenant}</bdi>
            </Link>
            {' · '}
          </>
        )}
        started by <bdi>{operation.initiator.name}</bdi>
      </p>
      <p className="text-title mt-5">
        <Headline verdict={verdict} outcome={operation.outcome} size={20} />
      </p>
      <div className={roomy ? 'min-h-40 md:min-h-24' : ''}>
        {/* What an operation says while it runs is shorter than what it says when it turns, and a page may see it turn back. */}
        <p data-testid="guidance" className={`isolated mt-1 max-w-[72ch] ${roomy ? 'min-h-16.5 md:min-h-11' : ''}`}>
          {verdict.guidance}
        </p>
        <dl className="text-small text-quiet mt-2 flex flex-wrap gap-x-6 gap-y-1">
          {sinceOf(operation, verdict).map(({ word, at }) => (
            <div key={word} className="flex gap-1">
              <dt className="shrink-0">{word}</dt>
              <dd>
                <Instant at={at} nowMs={nowMs} as="moment" />
                <span className="print:hidden">
                  {' · '}
                  <Instant at={at} nowMs={nowMs} as="ago" />
                </span>
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <DecisionActions operation={operation} verdict={verdict} offers={offers} roomy={roomy} onAct={onAct}>
        {children}
      </DecisionActions>
    </header>
  )
}
