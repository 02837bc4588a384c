import { lazy, Suspense } from 'react'
import { formatDuration, type Verdict } from '../../../../src/truth/index.ts'
import { Instant } from '../../components/Instant.tsx'
import { ProgressBar } from '../../components/ProgressBar.tsx'
import { isAlive } from '../../model/verdictLook.ts'
import { DurationTable } from './DurationTable.tsx'
import { Section } from './Section.tsx'
import type { DurationStrip } from './model/durationStrip.ts'

const DurationChart = lazy(async () => ({ default: (await import('./DurationChart.tsx')).DurationChart }))

interface ProgressSectionProps {
  readonly verdict: Verdict
  /** It lived while it was read: its place is kept. */
  readonly roomy: boolean
  readonly strip: DurationStrip | null
  readonly workspace: string
  readonly nowMs: number
}

/** Subordinate to the verdict: what stopped is a dated fact, and history calms nobody. Nothing at all where nothing is known. */
export function ProgressSection({ verdict, roomy, strip, workspace, nowMs }: ProgressSectionProps) {
  const { progress, duration } = verdict
  const alive = isAlive(verdict)
  const elapsed = alive && duration.elapsedMs !== null ? `${formatDuration(duration.elapsedMs)} so far` : null
  const said = [elapsed, duration.label].filter((words) => words !== null).join(' · ')
  const nothing = progress.label === null && !alive && said === ''
  if (nothing && strip === null && !roomy) return null
  return (
    <Section id="progress" title={progress.label === null && !alive ? 'Duration' : 'Progress and duration'}>
      <div className={`max-w-[40rem] ${roomy ? 'min-h-24' : ''}`}>
        {nothing ? <p className="text-quiet">Nothing reported.</p> : null}
        {progress.label === null ? null : (
          <p className="mb-2 flex gap-x-4">
            <span className="isolated grow">{progress.label}</span>
            {progress.percent === null ? null : <span>{progress.percent} %</span>}
          </p>
        )}
        <ProgressBar verdict={verdict} />
        {progress.lastReportedAt === null || progress.mode === 'none' ? null : (
          <p className="text-small text-quiet mt-2">
            Last report at <Instant at={progress.lastReportedAt} nowMs={nowMs} as="moment" />
          </p>
        )}
        {said === '' ? null : <p className="mt-2">{said}</p>}
      </div>
      {strip === null ? null : (
        <figure className="mt-4 max-w-[40rem]">
          <Suspense fallback={<div className="h-24" />}>
            <DurationChart bars={strip.bars} />
          </Suspense>
          <figcaption className="text-small text-quiet mt-1">{strip.summary}</figcaption>
          <DurationTable bars={strip.bars} workspace={workspace} nowMs={nowMs} />
        </figure>
      )}
    </Section>
  )
}
