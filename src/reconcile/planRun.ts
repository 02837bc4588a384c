import type { JudgedRun } from '../ledger/judgedRun.ts'
import { reconciliationPlan, type ReconciliationPlan } from '../truth/reconciliationPlan.ts'
import { checkableSignals } from './checkableSignals.ts'
import type { Sightings } from './sightings.ts'

/** What may be done about a judged run now; notes what was seen, so that a later look knows since when. */
export function planRun(workspaceId: number, judged: JudgedRun, sightings: Sightings, settleAfterMs: number): ReconciliationPlan {
  const { verdict, facts } = judged
  const orphaned = verdict.freshness === 'orphaned'
  if (!orphaned) sightings.unsee(workspaceId, judged)
  return reconciliationPlan({
    verdict,
    facts,
    orphanedSince: orphaned ? sightings.see(workspaceId, judged) : null,
    checkable: checkableSignals(judged),
    settleAfterMs,
  })
}
