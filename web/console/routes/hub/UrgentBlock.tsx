import { Link } from 'wouter'
import type { WireCounts, WireOperation } from '../../../../src/http/contract.ts'
import { Button, buttonClass } from '../../components/Button.tsx'
import { Headline } from '../../components/Headline.tsx'
import { Instant } from '../../components/Instant.tsx'
import { secondsClockOf } from '../../model/instants.ts'
import { pages } from '../../model/pages.ts'
import { offersFor } from '../../model/offers.ts'
import { tenantName, useHolds, usePlace } from '../../model/place.ts'
import type { Action } from '../../model/verdictLook.ts'
import { evidenceLine } from './model/evidenceLine.ts'
import type { Shown } from './model/shown.ts'
import { calmSentence, needingAttention } from './model/strip.ts'

interface UrgentBlockProps {
  readonly urgent: Shown | null
  readonly counts: WireCounts | undefined
  /** Nobody has answered for a while: what is said is dated. */
  readonly dated: boolean
  readonly nowMs: number
  onAct(action: Action, operation: WireOperation): void
}

/** The answer to the question the hub is opened with. It keeps its height, so that what stands below it stays where it is. */
export function UrgentBlock({ urgent, counts, dated, nowMs, onAct }: UrgentBlockProps) {
  return (
    <section
      aria-label="What to look at first"
      data-surface="hub-top"
      className="border-rule flex min-h-72 flex-col border-b py-5 md:min-h-60"
    >
      {urgent === null ? <Calm counts={counts} dated={dated} /> : <Urgent urgent={urgent} nowMs={nowMs} onAct={onAct} />}
    </section>
  )
}

function Urgent({ urgent: { operation, verdict }, nowMs, onAct }: Pick<UrgentBlockProps, 'nowMs' | 'onAct'> & { readonly urgent: Shown }) {
  const place = usePlace()
  const tenant = tenantName(place, operation.tenant)
  const evidence = evidenceLine(verdict)
  // What is lost or doubted is looked at first: only what has ended is answered from here.
  const retry = offersFor(operation, verdict, useHolds(), place).primary === 'retry'
  const began = operation.startedAt ?? operation.createdAt
  return (
    <div className="flex grow flex-col gap-1">
      <div className="flex flex-col gap-1 md:flex-row md:items-center md:gap-4">
        <h2 key={operation.id} className="text-title order-2 max-w-full min-w-0 truncate font-semibold" title={operation.label}>
          <bdi>{operation.label}</bdi>
          {tenant === null ? null : (
            <span className="text-quiet font-normal">
              {' · '}
              <bdi>{tenant}</bdi>
            </span>
          )}
        </h2>
        <span className="text-title order-1 block shrink-0">
          <Headline verdict={verdict} outcome={operation.outcome} size={18} />
        </span>
      </div>
      <p className="line-clamp-4 max-w-[72ch]" data-testid="guidance">
        {verdict.guidance}
      </p>
      {evidence === null ? null : <p className="text-small text-quiet max-w-[96ch] max-md:hidden">{evidence}</p>}
      <p className="text-small text-quiet line-clamp-2 max-w-[96ch] max-md:mt-auto max-md:min-h-9">
        {operation.startedAt === null ? 'Queued ' : 'Started '}
        <Instant at={began} nowMs={nowMs} /> by <bdi>{operation.initiator.name}</bdi>
        {verdict.progress.label === null || verdict.guidance.startsWith(verdict.progress.label) ? null : (
          <>
            {' · '}
            <bdi>{verdict.progress.label}</bdi>
          </>
        )}
      </p>
      <p className="flex flex-wrap gap-3 pt-2 md:mt-auto">
        {retry ? (
          <Button weight="primary" aria-haspopup="dialog" onClick={() => onAct('retry', operation)}>
            Retry operation
          </Button>
        ) : null}
        <Link href={pages.operation(place.slug, operation.id)} className={buttonClass(retry ? 'plain' : 'primary')}>
          View operation
        </Link>
      </p>
    </div>
  )
}

function Calm({ counts, dated }: { readonly counts: WireCounts | undefined; readonly dated: boolean }) {
  // Counts that say otherwise are waiting for the operation they mean; until it is here nothing calm is claimed.
  if (counts === undefined || needingAttention(counts) > 0)
    return <p className="text-quiet md:my-auto">Looking for what needs attention…</p>
  return (
    <div className="md:my-auto">
      <h2 className="text-title font-semibold">
        {dated ? `Nothing needed attention at ${secondsClockOf(counts.asOf)}.` : 'Nothing needs attention.'}
      </h2>
      <p className="text-quiet mt-1 max-w-[72ch]">{calmSentence(counts)}</p>
    </div>
  )
}
