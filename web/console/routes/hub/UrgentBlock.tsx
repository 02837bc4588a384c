import { Link } from 'wouter'
import type { WireCounts } from '../../../../src/http/contract.ts'
import { buttonClass } from '../../components/Button.tsx'
import { Headline } from '../../components/Headline.tsx'
import { Instant } from '../../components/Instant.tsx'
import { secondsClockOf } from '../../model/instants.ts'
import { pages } from '../../model/pages.ts'
import { tenantName, usePlace } from '../../model/place.ts'
import { evidenceLine } from './model/evidenceLine.ts'
import type { Shown } from './model/shown.ts'
import { calmSentence, needingAttention } from './model/strip.ts'

interface UrgentBlockProps {
  readonly urgent: Shown | null
  readonly counts: WireCounts | undefined
  /** Nobody has answered for a while: what is said is dated. */
  readonly dated: boolean
  readonly nowMs: number
}

/** The answer to the question the hub is opened with. It keeps its height, so that what stands below it stays where it is. */
export function UrgentBlock({ urgent, counts, dated, nowMs }: UrgentBlockProps) {
  return (
    <section aria-label="What to look at first" data-surface="hub-top" className="border-rule min-h-52 border-b py-5">
      {urgent === null ? <Calm counts={counts} dated={dated} /> : <Urgent urgent={urgent} nowMs={nowMs} />}
    </section>
  )
}

function Urgent({ urgent: { operation, verdict }, nowMs }: { readonly urgent: Shown; readonly nowMs: number }) {
  const place = usePlace()
  const tenant = tenantName(place, operation.tenant)
  const evidence = evidenceLine(verdict)
  const began = operation.startedAt ?? operation.createdAt
  return (
    <div className="space-y-1">
      <div className="flex flex-wrap items-center gap-x-4">
        <h2 className="text-title order-2 min-w-0 font-semibold">
          <bdi>{operation.label}</bdi>
          {tenant === null ? null : (
            <span className="text-quiet font-normal">
              {' · '}
              <bdi>{tenant}</bdi>
            </span>
          )}
        </h2>
        <span className="text-title order-1 shrink-0">
          <Headline verdict={verdict} outcome={operation.outcome} size={18} />
        </span>
      </div>
      <p className="max-w-[72ch]" data-testid="guidance">
        {verdict.guidance}
      </p>
      {evidence === null ? null : <p className="text-small text-quiet max-w-[96ch]">{evidence}</p>}
      <p className="text-small text-quiet max-w-[96ch]">
        {operation.startedAt === null ? 'Queued ' : 'Started '}
        <Instant at={began} nowMs={nowMs} /> by <bdi>{operation.initiator.name}</bdi>
        {verdict.progress.label === null || verdict.guidance.startsWith(verdict.progress.label) ? null : (
          <>
            {' · '}
            <bdi>{verdict.progress.label}</bdi>
          </>
        )}
      </p>
      <p className="pt-2">
        <Link href={pages.operation(place.slug, operation.id)} className={buttonClass('primary')}>
          {verdict.nextStep?.label ?? 'View operation'}
        </Link>
      </p>
    </div>
  )
}

function Calm({ counts, dated }: { readonly counts: WireCounts | undefined; readonly dated: boolean }) {
  // Counts that say otherwise are waiting for the operation they mean; until it is here nothing calm is claimed.
  if (counts === undefined || needingAttention(counts) > 0) return <p className="text-quiet">Looking for what needs attention…</p>
  return (
    <>
      <h2 className="text-title font-semibold">
        {dated ? `Nothing needed attention at ${secondsClockOf(counts.asOf)}.` : 'Nothing needs attention.'}
      </h2>
      <p className="text-quiet mt-1 max-w-[72ch]">{calmSentence(counts)}</p>
    </>
  )
}
