/** What asks for attention, and why: derived from the cell, unless the follow-up is already answered. */

import type { Judgement } from './judgement.ts'
import type { ProblemClass } from './verdict.ts'

export function problemOf(judgement: Judgement): ProblemClass {
  switch (judgement.freshness) {
    case 'fresh':
    case 'unknown':
      return 'none'
    case 'likely_stale':
    case 'orphaned':
      return 'active_stale_attention'
    case 'settled':
    case 'reconciled':
      return isFollowUpDue(judgement) ? 'terminal_follow_up' : 'none'
  }
}

/** An operation superseded by a later success is answered; history keeps what happened, nobody has to act on it. */
export function isSuperseded(judgement: Judgement): boolean {
  return judgement.lifecycle === 'completed' && judgement.run !== null && judgement.run.supersededBy !== null && isUnsatisfactory(judgement)
}

function isFollowUpDue(judgement: Judgement): boolean {
  return isUnsatisfactory(judgement) && !isSuperseded(judgement)
}

function isUnsatisfactory(judgement: Judgement): boolean {
  switch (judgement.run?.outcome ?? null) {
    // Nobody knows how it ended: that is a question, and questions ask for follow-up.
    case null:
    case 'failed':
    case 'blocked':
    case 'partially_succeeded':
      return true
    case 'succeeded':
    case 'cancelled':
      return false
  }
}
