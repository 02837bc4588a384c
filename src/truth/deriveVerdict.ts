import { listEvidence } from './evidence.ts'
import type { Facts } from './facts.ts'
import { problemOf } from './followUp.ts'
import { formatInstant } from './instants.ts'
import { judgeFacts } from './judgeFacts.ts'
import { findNextChange } from './nextChange.ts'
import { guidanceOf, headlineOf, nextStepOf } from './operationPresenter.ts'
import { presentProgress } from './progressContract.ts'
import { presentDuration } from './runDurationInsights.ts'
import type { Verdict } from './verdict.ts'

/**
 * What is true about an operation at `asOf` (ISO 8601 with zone; default, also when it cannot be read: `facts.asOf`), and the words every
 * surface says about it. Pure and total: any input gives one of the ten legal cells, the same input gives the same bytes, and it never
 * throws. Without any usable evaluation time `asOf` is empty and an open operation is `unknown`.
 */
export function deriveVerdict(facts: Facts | unknown, asOf?: string): Verdict {
  const { read, at, moment, judgement } = judgeFacts(facts, asOf)
  const asOfMs = moment.asOfMs
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
