/** The five progress modes and when each may be used. Decided here only; freshness always has the last word. */

import type { Judgement } from './judgement.ts'
import { formatAge, formatNumber } from './durations.ts'
import { quoteForeign } from './copy/forbidden.ts'
import type { ReadRun } from './readFacts.ts'
import { isSound } from './readFacts.ts'
import { attemptStart } from './signals.ts'
import type { Progress, ProgressMode } from './verdict.ts'

/** Decides the mode: terminal, queued, phased, composite, counted, and activity for whatever declares nothing usable. */
function progressMode(run: ReadRun): ProgressMode {
  if (run.lifecycle === 'completed') return 'none'
  if (run.lifecycle === 'queued') return 'activity'
  if (run.phase !== null && !isFromEarlierAttempt(run)) return 'phased'
  if (run.children !== null) return 'composite'
  return isCounted(run) ? 'counted' : 'activity'
}

export function presentProgress(judgement: Judgement, asOfMs: number): Progress {
  const { run, freshness } = judgement
  if (run === null) return frame('activity', false, null, null, null, null, null)
  const mode = progressMode(run)
  const reported = isSound(run.lastProgressAt) ? run.lastProgressAt : null
  const lastReportedAt = reported?.text ?? null
  if (run.lifecycle !== 'running') return frame(mode, false, null, null, null, null, lastReportedAt)
  const live = freshness === 'fresh'
  const counted = isCounted(run)
  const processed = counted ? (run.counts.processed ?? null) : null
  const total = counted ? (run.counts.total ?? null) : null
  const said = sayProgress(judgement, run, mode, processed, total)
  const percent =
    live && mode === 'counted' && processed !== null && total !== null && processed < total ? floorPercent(processed, total) : null
  if (live) return frame(mode, true, said, processed, total, percent, lastReportedAt)
  // Frozen: what was said last becomes a dated fact. A report dated in the future has no honest age.
  const dated = reported !== null && !Number.isNaN(asOfMs) && judgement.running?.timeTrouble !== 'progress_future'
  const age = dated ? formatAge(Math.max(0, asOfMs - reported.ms)) : null
  if (said === null) return frame(mode, false, age === null ? null : `Last reported ${age} ago`, processed, total, null, lastReportedAt)
  return frame(
    mode,
    false,
    age === null ? `Last reported: ${said}` : `Last reported ${said}, ${age} ago`,
    processed,
    total,
    null,
    lastReportedAt,
  )
}

/** Floored, so that nothing is ever rounded up to done: 0–99. */
export function floorPercent(processed: number, total: number): number {
  return Math.min(99, Math.floor((processed / total) * 100))
}

function sayProgress(
  judgement: Judgement,
  run: ReadRun,
  mode: ProgressMode,
  processed: number | null,
  total: number | null,
): string | null {
  const restarted = run.restartedAt !== null && run.attempt > 1 ? ', restarted' : ''
  const live = judgement.freshness === 'fresh'
  const counts = processed === null || total === null ? null : `${formatNumber(processed)} of ${formatNumber(total)}`
  switch (mode) {
    case 'none':
    case 'activity':
      return null
    case 'phased': {
      const phase = run.phase === null ? '' : quoteForeign(run.phase, judgement.freshness)
      return counts === null ? phase : `${phase}, ${counts}${restarted}`
    }
    case 'composite': {
      const { children } = run
      return children === null ? null : `${formatNumber(children.finished)} of ${formatNumber(children.total)} parts finished`
    }
    case 'counted':
      if (live && processed !== null && processed === total) return `All ${formatNumber(processed)} processed. Finishing.`
      return counts === null ? null : `${counts}${restarted}`
  }
}

/** Only `processed` and `total` ever make progress; both were read as whole numbers or not at all. */
function isCounted(run: ReadRun): boolean {
  const { processed, total } = run.counts
  return processed !== undefined && total !== undefined && total >= 1 && processed <= total && !isFromEarlierAttempt(run)
}

/** What an earlier attempt reported is no progress of this one. */
function isFromEarlierAttempt(run: ReadRun): boolean {
  const start = attemptStart(run)
  return run.restartedAt !== null && isSound(start) && isSound(run.lastProgressAt) && run.lastProgressAt.ms < start.ms
}

function frame(
  mode: ProgressMode,
  live: boolean,
  label: string | null,
  processed: number | null,
  total: number | null,
  percent: number | null,
  lastReportedAt: string | null,
): Progress {
  return { mode, live, label, processed, total, percent, lastReportedAt }
}
