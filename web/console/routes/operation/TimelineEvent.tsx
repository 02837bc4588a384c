import { Link } from 'wouter'
import type { WireEvent } from '../../../../src/http/contract.ts'
import type { FreshnessState } from '../../../../src/truth/index.ts'
import { quoteForeign } from '../../../../src/truth/index.ts'
import { Instant } from '../../components/Instant.tsx'
import { pages } from '../../model/pages.ts'
import { EvidenceTable } from './EvidenceTable.tsx'
import { LOOKS, wordEvent } from './model/eventWords.ts'

interface TimelineEventProps {
  readonly event: WireEvent
  readonly freshness: FreshnessState
  readonly workspace: string
  readonly nowMs: number
  readonly onPaperOnly: boolean
}

export function TimelineEvent({ event, freshness, workspace, nowMs, onPaperOnly }: TimelineEventProps) {
  const { what, detail, operation, evidence } = wordEvent(event, freshness)
  return (
    <li
      data-event={event.kind}
      className={`border-rule flex-wrap gap-x-4 border-b py-2 ${onPaperOnly ? 'hidden print:flex' : 'flex'} ${LOOKS.has(event.kind) ? 'text-quiet' : ''}`}
    >
      <span className="text-quiet text-small w-40 shrink-0 pt-0.5">
        <Instant at={event.at} nowMs={nowMs} as="moment" />
      </span>
      <div className="max-w-[72ch] min-w-0 grow basis-60">
        <p className="isolated">{what}</p>
        {detail.map((sentence) => (
          <p key={sentence} className="text-small text-quiet isolated">
            {sentence}
          </p>
        ))}
        <p className="text-small text-quiet">
          by <bdi>{quoteForeign(event.actor.name, freshness)}</bdi>
          {event.attempt > 1 && !what.startsWith('Attempt') ? ` · attempt ${event.attempt}` : null}
          {operation === null ? null : (
            <>
              {' · '}
              <Link href={pages.operation(workspace, operation)} className="underline">
                View #{operation}
              </Link>
            </>
          )}
        </p>
        {evidence.length === 0 ? null : (
          <details className="text-small mt-1">
            <summary className="text-quiet min-h-10 content-center underline">The signals as they stood then</summary>
            <EvidenceTable caption="Signals as they stood then" evidence={evidence} nowMs={nowMs} />
          </details>
        )}
      </div>
    </li>
  )
}
