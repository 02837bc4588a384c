import { useRef, useState } from 'react'
import type { WireEvent, WireEventList } from '../../../../src/http/contract.ts'
import type { FreshnessState } from '../../../../src/truth/index.ts'
import { Button } from '../../components/Button.tsx'
import { useKeptFocus } from '../../components/useKeptFocus.ts'
import { Section } from './Section.tsx'
import { TimelineEvent } from './TimelineEvent.tsx'

/** A history longer than this begins folded: its end is what people come for. */
const SHOWN_AT_FIRST = 30

/** What happened before the first of these events has not been read yet. */
export interface Earlier {
  readonly reading: boolean
  read(): void
}

interface OperationTimelineProps {
  readonly events: WireEventList['events'] | undefined
  readonly error: Error | null
  /** Null: this is all of it. */
  readonly earlier: Earlier | null
  readonly freshness: FreshnessState
  readonly workspace: string
  readonly nowMs: number
}

/** What happened, oldest first, as it was recorded. History is never edited. */
export function OperationTimeline({ events, error, earlier, freshness, workspace, nowMs }: OperationTimelineProps) {
  const [unfolded, setUnfolded] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  useKeptFocus(list, () => document.getElementById('timeline-title'))
  const folded = unfolded || events === undefined ? 0 : Math.max(0, events.length - SHOWN_AT_FIRST)
  return (
    <Section id="timeline" title="What happened">
      {events === undefined ? (
        <p className="text-quiet">{error === null ? 'Reading the history…' : `The history could not be read. ${error.message}`}</p>
      ) : (
        <div ref={list}>
          {folded > 0 ? (
            <Button className="no-print mb-2" onClick={() => setUnfolded(true)}>
              {earlier === null ? `Show ${folded} earlier` : 'Show earlier'}
            </Button>
          ) : earlier === null ? null : (
            <Button
              className="no-print mb-2"
              aria-disabled={earlier.reading}
              onClick={() => (earlier.reading ? undefined : earlier.read())}
            >
              Show earlier
            </Button>
          )}
          {earlier === null ? null : (
            <p className="text-small text-quiet mb-2 hidden print:block">What happened earlier is not printed here.</p>
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
        </div>
      )}
    </Section>
  )
}
