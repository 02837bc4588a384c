import { systemScope } from '../access/grants.ts'
import type { Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { closeRun, loseAttempt } from '../ledger/closeRun.ts'
import { judgeRows, type JudgedRun } from '../ledger/judgedRun.ts'
import { confirmDispatch } from '../ledger/sql/confirmDispatch.ts'
import { lockRun } from '../ledger/sql/lockRun.ts'
import { runById } from '../ledger/sql/runById.ts'
import { selectRuns } from '../ledger/sql/selectRuns.ts'
import type { WorkerObservation } from '../ledger/workerObserver.ts'
import type { AdapterAnswer } from './adapterDesk.ts'
import { conclude, type Concluded } from './conclusion.ts'
import { planRun } from './planRun.ts'
import type { ReconcileServices } from './services.ts'
import type { Sightings } from './sightings.ts'

export interface ConcludeOptions {
  readonly services: ReconcileServices
  /** Whose word it is: the reconciler's, or the operator's who asked for it. */
  readonly scope: Scope
  readonly sightings: Sightings
  readonly settleAfterMs: number
  readonly dryRun: boolean
}

/**
 * Makes one conclusion permanent: takes the run, reads and judges it once more with a fresh observation, and writes on
 * condition that it still is what was judged. Undefined: it moved on, somebody else is at it, or it recovered.
 */
export async function concludeRun(
  options: ConcludeOptions,
  seen: JudgedRun,
  observation: WorkerObservation,
  answer: AdapterAnswer,
): Promise<Concluded | undefined> {
  const { services, scope, sightings, dryRun } = options
  const { run } = seen
  const { status } = run
  if (status === 'completed') return undefined
  const workspaceId = scope.workspace.id
  const concluded = await services.db.inWorkspace(workspaceId, async (tx) => {
    if (!dryRun && !(await tx.row(lockRun(workspaceId, run.id, { status, attempt: run.attempt, lease: run.lease })))) return undefined
    const [judged] = judgeRows(scope, await tx.rows(selectRuns(runById(workspaceId, null, run.id), 'without_place')), observation)
    if (!judged || judged.run.status === 'completed') return undefined
    const conclusion = conclude(judged, planRun(workspaceId, judged, sightings, options.settleAfterMs), answer)
    if (!conclusion) return undefined
    const { action, reason, rule, because, outcome } = conclusion
    const result: Concluded = {
      workspace: scope.workspace.slug,
      runId: run.id,
      type: run.type,
      attempt: run.attempt,
      action,
      outcome: action === 'requeued' ? 'pending' : outcome,
      reason,
      rule: rule ?? '',
      because,
      asOf: judged.verdict.asOf,
    }
    if (dryRun) return result
    switch (action) {
      case 'requeued': {
        const delayMs = services.registry.find(run.type)?.backoffMs ?? 0
        const lost = await loseAttempt(tx, scope, judged, conclusion, delayMs)
        if (!lost) return undefined
        await settleJob(services, tx, judged, 'failed')
        await dispatchNext(services, tx, workspaceId, judged, delayMs)
        return result
      }
      case 'closed':
      case 'settled': {
        const by = action === 'settled' ? systemScope(scope.workspace, { kind: 'system', id: null, name: `adapter ${run.type}` }) : scope
        if (!(await closeRun(tx, by, judged, conclusion))) return undefined
        await settleJob(services, tx, judged, action === 'settled' ? 'completed' : 'failed')
        return result
      }
    }
  })
  if (concluded && !dryRun) sightings.unsee(workspaceId, seen)
  return concluded
}

/** The queue forgets the attempt in the same breath, so that nobody can still be given its job. */
async function settleJob(services: ReconcileServices, tx: Tx, { run }: JudgedRun, end: 'completed' | 'failed'): Promise<void> {
  if (run.source !== services.queue.source || run.queueName === null || run.queueJobId === null) return
  await services.queue.settle(tx, { queueName: run.queueName, jobId: run.queueJobId }, end)
}

async function dispatchNext(services: ReconcileServices, tx: Tx, workspaceId: number, { run }: JudgedRun, delayMs: number): Promise<void> {
  if (run.queueName === null) return
  const jobId = await services.queue.enqueue(tx, run.queueName, { workspaceId, runId: run.id }, delayMs)
  await tx.row(confirmDispatch(workspaceId, run.id, jobId))
}
