import { selectSweeps } from '../../ledger/sql/sweeps.ts'
import { formatAge, formatExactDuration } from '../../truth/durations.ts'
import type { Services } from '../../work/services.ts'
import { ok, problem, type Finding } from './finding.ts'

/** A reconciler sweeps every second and rests twice as long as a sweep took. Shorter: a busy ledger looks abandoned. Longer: orphaned operations stay open unnoticed. */
const EXPECTED_WITHIN_MS = 60_000

/** Whether somebody closes what nobody will finish. Verdicts are true without; they only never become final. */
export async function checkReconciler({ db }: Services): Promise<readonly Finding[]> {
  const [latest] = await db.asSystem(async (tx) => await tx.rows(selectSweeps()))
  const remedy = 'Start one: runtruth reconcile'
  if (!latest) return [problem('reconciler', 'No reconciler has ever looked at this ledger.', remedy)]
  const said = `The last sweep was ${formatAge(latest.agoMs)} ago, by ${latest.reconciler}.`
  if (latest.agoMs <= EXPECTED_WITHIN_MS) return [ok('reconciler', said)]
  return [problem('reconciler', `${said} Expected within ${formatExactDuration(EXPECTED_WITHIN_MS)}.`, remedy)]
}
