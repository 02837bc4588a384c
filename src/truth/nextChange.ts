/** When time alone could next change a verdict. */

import { judge } from './freshness.ts'
import { LAST_INSTANT_MS } from './instants.ts'
import type { Judgement } from './judgement.ts'
import type { Moment } from './moment.ts'
import { momentAt } from './moment.ts'
import type { ReadFacts } from './readFacts.ts'
import type { TimeTrouble } from './signals.ts'

/**
 * Epoch milliseconds of the first later instant at which anything but an age in words differs: cell, reason, what a signal says, the
 * duration insight. Null: never. Walks from flip to flip, since a comparison may turn without turning the verdict.
 */
export function findNextChange(read: ReadFacts, judgement: Judgement, moment: Moment): number | null {
  if (Number.isNaN(moment.asOfMs)) return null
  let flipAtMs = moment.flipAtMs
  while (flipAtMs <= LAST_INSTANT_MS) {
    const later = momentAt(flipAtMs)
    if (!saysTheSame(judgement, judge(read, later))) return flipAtMs
    flipAtMs = later.flipAtMs
  }
  return null
}

/** Everything in a judgement that is not an age. */
function saysTheSame(left: Judgement, right: Judgement): boolean {
  if (left.freshness !== right.freshness || left.reason !== right.reason || left.insight !== right.insight) return false
  if ((left.elapsedMs === null) !== (right.elapsedMs === null)) return false
  const leftQueued = left.queued
  const rightQueued = right.queued
  if (leftQueued !== null && rightQueued !== null) {
    return (
      leftQueued.window === rightQueued.window &&
      leftQueued.queueJob === rightQueued.queueJob &&
      (leftQueued.window === 'not_checked' || leftQueued.scheduled === rightQueued.scheduled) &&
      troubleSaid(left) === troubleSaid(right)
    )
  }
  const leftRunning = left.running
  const rightRunning = right.running
  if (leftRunning === null || rightRunning === null) return true
  return (
    leftRunning.window === rightRunning.window &&
    leftRunning.heartbeat === rightRunning.heartbeat &&
    leftRunning.session === rightRunning.session &&
    leftRunning.boot === rightRunning.boot &&
    leftRunning.process === rightRunning.process &&
    leftRunning.queueJob === rightRunning.queueJob &&
    leftRunning.progress === rightRunning.progress &&
    troubleSaid(left) === troubleSaid(right)
  )
}

/** Trouble with a time is worded only where it decides the cell; a report dated in the future loses its age in every cell. */
function troubleSaid({ reason, queued, running }: Judgement): TimeTrouble {
  const trouble = running?.timeTrouble ?? queued?.timeTrouble ?? null
  return trouble === 'progress_future' || reason === 'unusable_timestamps' ? trouble : null
}
