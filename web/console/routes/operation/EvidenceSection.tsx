import { useState } from 'react'
import type { Evidence, Verdict } from '../../../../src/truth/index.ts'
import { Instant } from '../../components/Instant.tsx'
import { EvidenceTable } from './EvidenceTable.tsx'
import { Section } from './Section.tsx'

interface EvidenceSectionProps {
  readonly verdict: Verdict
  /** What a reconciliation was concluded on. */
  readonly kept: { readonly at: string; readonly evidence: readonly Evidence[] } | null
  /** The beginning of a long history has not been read yet. */
  readonly goesFurtherBack: boolean
  readonly nowMs: number
}

/** Everything a sceptic needs to come to the same verdict alone. What it showed while it was judged stays, dated, when it ends. */
export function EvidenceSection({ verdict, kept, goesFurtherBack, nowMs }: EvidenceSectionProps) {
  const [last, setLast] = useState<Verdict | null>(null)
  if (verdict.evidence.length > 0 && last !== verdict) setLast(verdict)
  return (
    <Section id="evidence" title="How this is known">
      {verdict.evidence.length > 0 ? (
        <>
          <EvidenceTable caption="Signals this verdict follows from" evidence={verdict.evidence} nowMs={nowMs} />
          <p className="text-small text-quiet mt-2">
            As of <Instant at={verdict.asOf} nowMs={nowMs} as="moment" />.
            {verdict.nextChangeAt === null ? null : (
              <>
                {' '}
                If nothing more is heard, this is judged anew at <Instant at={verdict.nextChangeAt} nowMs={nowMs} as="moment" />.
              </>
            )}
          </p>
        </>
      ) : verdict.freshness === 'reconciled' && kept !== null ? (
        <>
          <EvidenceTable caption="Signals it was closed on" evidence={kept.evidence} nowMs={nowMs} />
          <p className="text-small text-quiet mt-2">
            As it stood when it was closed, at <Instant at={kept.at} nowMs={nowMs} as="moment" />.
          </p>
        </>
      ) : last !== null ? (
        <>
          <EvidenceTable caption="Signals as they stood last" evidence={last.evidence} nowMs={nowMs} />
          <p className="text-small text-quiet mt-2">
            As it stood at <Instant at={last.asOf} nowMs={nowMs} as="moment" />, before it ended.
          </p>
        </>
      ) : (
        <p className="max-w-[72ch]">{withoutSignals(verdict, goesFurtherBack)}</p>
      )}
    </Section>
  )
}

/** What has ended is not judged by signals any more. */
function withoutSignals({ freshness, reason }: Verdict, goesFurtherBack: boolean): string {
  if (freshness === 'reconciled' && goesFurtherBack) return 'The signals it was closed on are further back in its history.'
  if (freshness === 'reconciled') return 'The signals it was closed on are not in its history; what was concluded from them is said above.'
  if (reason === 'outcome_not_recorded') return 'Its end was recorded, and nothing about how it ended.'
  if (freshness === 'settled') return 'Its end was reported and recorded when it happened; nothing had to be inferred.'
  return 'No signal could be read for it.'
}
