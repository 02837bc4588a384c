import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { Moment } from '../moment.ts'
import type { ReadRun } from '../readFacts.ts'

/** U1: an open operation whose status, or the evaluation time itself, cannot be read is judged by no other rule: nothing after it would mean anything. */
export function u1Unreadable(run: ReadRun, moment: Moment): Conclusion | null {
  if (!run.statusReadable) return conclude('unknown', 'unreadable_status')
  return Number.isNaN(moment.asOfMs) ? conclude('unknown', 'unusable_timestamps') : null
}
