import { systemScope } from '../access/grants.ts'
import type { Principal } from '../access/actor.ts'
import type { Scope } from '../access/scope.ts'
import { selectForRedispatch } from '../ledger/sql/selectForRedispatch.ts'
import type { QueueJob } from '../sources/carrier.ts'
import type { Services } from './services.ts'
import { selectUnstartedJobs } from './sql/selectUnstartedJobs.ts'
import { dispatchRun } from './startOperation.ts'

/**
 * A taken job that will not be started: its run gets a new one, in one transaction, if it still waits behind this one.
 * Should whoever took it start after all, the start is conditional on the run being queued behind that job: one of the
 * two finds that it is not, so nothing is executed twice.
 */
export async function redispatch(services: Services, scope: Scope, runId: string, job: QueueJob): Promise<boolean> {
  return await services.db.inWorkspace(scope.workspace.id, async (tx) => {
    if (!(await tx.row(selectForRedispatch(scope.workspace.id, runId, job.jobId)))) return false
    await dispatchRun(services, tx, scope, runId, job.queueName, 0)
    await services.queue.settle(tx, job, 'cancelled')
    return true
  })
}

/**
 * How long a taken job may go without a start. Smaller: a worker that is merely slow finds its job given to another, to
 * no harm but for nothing. Larger: what a killed worker had taken and not started waits for longer.
 */
const UNSTARTED_AFTER_MS = 20_000

/** Gives out again what a worker took and then died, before it had started it. */
export async function redispatchUnstarted(services: Services, principal: Principal, queueNames: readonly string[]): Promise<number> {
  let given = 0
  const rows = await services.db.asSystem(async (tx) => await tx.rows(selectUnstartedJobs(queueNames, UNSTARTED_AFTER_MS)))
  for (const { workspaceId, workspace, runId, queueName, jobId } of rows) {
    if (await redispatch(services, systemScope({ id: workspaceId, slug: workspace }, principal), runId, { queueName, jobId })) given += 1
  }
  if (given > 0) services.log.warn({ jobs: given }, 'jobs were taken from the queue and never started; they are given out again')
  return given
}
