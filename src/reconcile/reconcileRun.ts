import { notFound } from '../errors.ts'
import { getRun } from '../ledger/getRun.ts'
import { reconcileRuns, type ReconcileAnswer, type ReconcileRunsOptions } from './reconcileRuns.ts'

export interface ReconcileRunOptions extends Omit<ReconcileRunsOptions, 'runIds'> {
  readonly runId: string
}

/** One run, as `reconcileRuns` does it; one that is out of reach is not found. */
export async function reconcileRun({ runId, ...options }: ReconcileRunOptions): Promise<ReconcileAnswer> {
  const { services, scope } = options
  // Found before forbidden: what is out of reach is not told from what is not there.
  const observation = await services.observer.observe()
  const { run } = await services.db.inWorkspace(scope.workspace.id, async (tx) => await getRun(tx, scope, observation, runId))
  const [answer] = await reconcileRuns({ ...options, runIds: [run.id] })
  if (!answer) throw notFound()
  return answer
}
