import type { Facts } from './facts.ts'
import { problemOf } from './followUp.ts'
import { formatInstant } from './instants.ts'
import { judgeFacts, type JudgedFacts } from './judgeFacts.ts'
import { findNextChange } from './nextChange.ts'
import { guidanceOf, headlineOf, nextStepOf } from './operationPresenter.ts'
import { presentProgress } from './progressContract.ts'
import { presentDuration } from './runDurationInsights.ts'
import type { Verdict } from './verdict.ts'

/** A verdict without the list a sceptic can check. */
export type Words = Omit<Verdict, 'evidence'>

/** What `deriveVerdict` says, by the same judgement, for whoever shows it in a line and lists no evidence. */
export function deriveWords(facts: Facts | unknown, asOf?: string): Words {
  return wordsOf(judgeFacts(facts, asOf))
}

export function wordsOf({ read, at, moment, judgement }: JudgedFacts): Words {
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
    asOf: at?.text ?? '',
    nextChangeAt: nextChangeMs === null ? null : formatInstant(nextChangeMs),
  }
}
