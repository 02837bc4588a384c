import { useState } from 'react'
import type { WireEvent, WireEventList } from '../../../../src/http/contract.ts'
import type { FreshnessState } from '../../../../src/truth/index.ts'
import { Button } from '../../components/Button.tsx'
import { Section } from './Section.tsx'
import { TimelineEvent } from './TimelineEvent.tsx'

/** A history longer than this begins folded: its end is what people come for. */
const SHOWN_AT_FIRST = 30

interface OperationTimelineProps {
  readonly events: WireEventList['events'] | undefined
  readonly error: Error | null
  readonly freshness: FreshnessState
  readonly workspace: string
  readonly nowMs: number
}

/** What happened, oldest first, as it was recorded. History is never edited. */
export function OperationTimeline({ events, error, freshness, workspace, nowMs }: OperationTimelineProps) {
  const [unfolded, setUnfolded] = useState(false)
  const folded = unfolded || events === undefined ? 0 : Math.max(0, events.length - SHOWN_AT_FIRST)
  return (
    <Section id="timeline" title="What happened">
      {events === undefined ? (
        <p className="text-quiet">{error === null ? 'Reading the history…' : `The history could not be read. ${error.message}`}</p>
      ) : (
        <>
          {folded === 0 ? null : (
            <Button className="no-print mb-2" onClick={() => setUnfolded(true)}>
              Show {folded} earlier
            </Button>
          )}
          <ol>
            {events.map((event: WireEvent, index) => (
              <TimelineEvent
                key={event.id}
                event={event}
                freshness={freshness}
                workspace={workspace}
                nowMs={nowMs}
                onPaperOnly={index < folded}
              />
            ))}
          </ol>
        </>
      )}
    </Section>
  )
}
