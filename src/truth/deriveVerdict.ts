import { listEvidence } from './evidence.ts'
import type { Facts } from './facts.ts'
import { problemOf } from './followUp.ts'
import { judge } from './freshness.ts'
import { formatInstant } from './instants.ts'
import { momentAt } from './moment.ts'
import { findNextChange } from './nextChange.ts'
import { guidanceOf, headlineOf, nextStepOf } from './operationPresenter.ts'
import { presentProgress } from './progressContract.ts'
import type { ReadFacts, Stamp } from './readFacts.ts'
import { isSound, readFacts, stamp } from './readFacts.ts'
import { presentDuration } from './runDurationInsights.ts'
import type { Verdict } from './verdict.ts'

/**
 * What is true about an operation at `asOf` (ISO 8601 with zone; default, also when it cannot be read: `facts.asOf`), and the words every
 * surface says about it. Pure and total: any input gives one of the ten legal cells, the same input gives the same bytes, and it never
 * throws. Without any usable evaluation time `asOf` is empty and an open operation is `unknown`.
 */
export function deriveVerdict(facts: Facts | unknown, asOf?: string): Verdict {
  let read: ReadFacts
  try {
    read = readFacts(facts)
  } catch {
    // Only an object that throws when it is read gets here: plain JSON cannot.
    read = readFacts(null)
  }
  return verdictOf(read, asOf)
}

/** As `deriveVerdict`, for facts that have been read already. */
function verdictOf(read: ReadFacts, asOf?: string): Verdict {
  const at = evaluationTime(read, asOf)
  const moment = momentAt(at?.ms ?? Number.NaN)
  const asOfMs = moment.asOfMs
  const judgement = judge(read, moment)
  const nextChangeMs = findNextChange(read, judgement, moment)
  const progress = presentProgress(judgement, asOfMs)
  const duration = presentDuration(judgement)
  return {
    lifecycle: judgement.lifecycle,
    freshness: judgement.freshness,
    problem: problemOf(judgement),
    reason: judgement.reason,
    headline: headlineOf(judgement),
    guidance: guidanceOf(judgement, progress, duration, asOfMs),
    nextStep: nextStepOf(judgement),
    progress,
    duration,
    evidence: listEvidence(judgement, asOfMs),
    asOf: at?.text ?? '',
    nextChangeAt: nextChangeMs === null ? null : formatInstant(nextChangeMs),
  }
}

function evaluationTime(read: ReadFacts, asOf: string | undefined): Stamp | null {
  const given = stamp(asOf)
  if (isSound(given)) return given
  return isSound(read.asOf) ? read.asOf : null
}
