import type { Conclusion } from '../judgement.ts'
import { conclude } from '../judgement.ts'
import type { ReadRun } from '../readFacts.ts'

/** C1: a recorded reconciliation stays visible for ever, also when the worker's own report amended it later. */
export function c1Reconciled(run: ReadRun): Conclusion | null {
  if (run.reconciliation === null) return null
  return conclude('reconciled', run.reconciliation.amendedAt === null ? 'reconciled' : 'amended')
}
