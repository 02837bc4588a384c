import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { ReadRun } from '../readFacts.ts'

/** C2: everything else that is terminal was reported by the worker itself, even if what it reported was not kept. */
export function c2Settled(run: ReadRun): Conclusion {
  return conclude('settled', run.outcome === null ? 'outcome_not_recorded' : 'reported_by_worker')
}
