import type { WireOperation } from '../../../../../src/http/contract.ts'
import type { FreshnessState, Verdict } from '../../../../../src/truth/index.ts'
import type { Offers } from '../../../model/offers.ts'

/**
 * Where the verdict's next step leads on this very page. `here`: one stands in front of it already. `somebody else`: it is a
 * deed that this reader is not offered.
 */
export type NextStepPlace = 'evidence' | 'result' | 'action' | 'here' | 'somebody else'

const PLACES: Record<FreshnessState, NextStepPlace> = {
  fresh: 'evidence',
  unknown: 'evidence',
  likely_stale: 'evidence',
  orphaned: 'here',
  settled: 'result',
  reconciled: 'result',
}

export function nextStepPlace(operation: Pick<WireOperation, 'outcome' | 'facts'>, verdict: Verdict, offers: Offers): NextStepPlace {
  if (offers.primary === 'retry') return 'action'
  const isDeed = verdict.lifecycle === 'completed' && operation.outcome !== 'pending' && operation.facts?.policy?.retry === 'safe'
  return isDeed ? 'somebody else' : PLACES[verdict.freshness]
}
