import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { WireOperation } from '../../../../src/http/contract.ts'
import { parseInstant } from '../../../../src/truth/index.ts'
import { downloadUrl } from '../../api/acts.ts'
import { eventsQuery, relatedQuery } from '../../api/queries.ts'
import { useTitle } from '../../components/useTitle.ts'
import { useNow } from '../../components/useNow.ts'
import { useOperation, useTicking } from '../../live/useOperation.ts'
import { useHolds, usePlace } from '../../model/place.ts'
import { isAlive, type Action } from '../../model/verdictLook.ts'
import { ActDialog } from './ActDialog.tsx'
import { CopyButtons } from './CopyButtons.tsx'
import { DecisionSection } from './DecisionSection.tsx'
import { DiagnosticsSection } from './DiagnosticsSection.tsx'
import { EvidenceSection } from './EvidenceSection.tsx'
import { OperationTimeline } from './OperationTimeline.tsx'
import { ProgressSection } from './ProgressSection.tsx'
import { RawSection } from './RawSection.tsx'
import { RelatedSection } from './RelatedSection.tsx'
import { ResultSection } from './ResultSection.tsx'
import { VerdictAnnouncement } from './VerdictAnnouncement.tsx'
import { durationStrip } from './model/durationStrip.ts'
import { keptEvidence } from './model/keptEvidence.ts'
import { offersFor } from '../../model/offers.ts'
import { useHistoryOf } from './useHistoryOf.ts'
import { useOpenForPrint } from './useOpenForPrint.ts'

/** "4 min ago" may be half a minute behind; what lives is worded by its verdict. */
const AGES_EVERY_MS = 30_000

/** The decision first, then how it is known, then what happened; everything below the history is other things, or for specialists. */
export function OperationView({ operation: known }: { readonly operation: WireOperation }) {
  const { operation, verdict } = useOperation(known)
  const place = usePlace()
  const holds = useHolds()
  // What was heard just now is not in the future of a clock that ticks slowly.
  const nowMs = Math.max(useNow(AGES_EVERY_MS), parseInstant(verdict.asOf) || 0)
  const history = useInfiniteQuery(eventsQuery(place.slug, operation.id))
  const events = useMemo(() => history.data?.pages.flatMap((page) => page.events).toReversed(), [history.data])
  const related = useQuery(relatedQuery(place.slug, operation.id))
  const [asked, setAsked] = useState<Action | null>(null)
  useTicking(isAlive(verdict))
  useTitle(verdict.headline, `${operation.label} #${operation.id}`, place.name)
  useHistoryOf(operation, verdict)
  useOpenForPrint()
  // What was opened while it lived keeps the room that its other states need: what is read below stays where it is.
  const [roomy] = useState(verdict.lifecycle !== 'completed')
  const offers = offersFor(operation, verdict, holds, place)
  return (
    <>
      <article
        data-surface="operation"
        data-operation={operation.id}
        data-next-change-at={verdict.nextChangeAt ?? ''}
        aria-labelledby="operation-name"
        className="pt-6"
      >
        <DecisionSection operation={operation} verdict={verdict} offers={offers} roomy={roomy} nowMs={nowMs} onAct={setAsked}>
          <CopyButtons workspace={place.slug} id={operation.id} />
        </DecisionSection>
        <EvidenceSection verdict={verdict} kept={keptEvidence(events ?? [])} goesFurtherBack={history.hasNextPage} nowMs={nowMs} />
        <ProgressSection
          verdict={verdict}
          roomy={roomy}
          strip={durationStrip(related.data?.durations ?? [], operation.id, verdict)}
          workspace={place.slug}
          nowMs={nowMs}
        />
        <OperationTimeline
          events={events}
          error={history.error}
          earlier={history.hasNextPage ? { reading: history.isFetchingNextPage, read: () => void history.fetchNextPage() } : null}
          freshness={verdict.freshness}
          workspace={place.slug}
          nowMs={nowMs}
        />
        <ResultSection
          operation={operation}
          verdict={verdict}
          file={related.data?.file ?? null}
          fileUrl={downloadUrl(place.slug, operation.id)}
          nowMs={nowMs}
        />
      </article>
      <RelatedSection operation={operation} related={related.data} workspace={place.slug} nowMs={nowMs} />
      <DiagnosticsSection operation={operation} nowMs={nowMs} />
      {holds('operations.raw') ? <RawSection workspace={place.slug} id={operation.id} nowMs={nowMs} /> : null}
      <VerdictAnnouncement label={operation.label} headline={verdict.headline} guidance={verdict.guidance} />
      {asked === null ? null : <ActDialog action={asked} operation={operation} workspace={place.slug} onClose={() => setAsked(null)} />}
    </>
  )
}
