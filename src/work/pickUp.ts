import { randomUUID } from 'node:crypto'
import type { Principal } from '../access/actor.ts'
import { systemScope } from '../access/grants.ts'
import type { Tx } from '../db/database.ts'
import { blockRun } from '../ledger/blockRun.ts'
import { cancelRun } from '../ledger/cancelRun.ts'
import { markStarted } from '../ledger/markStarted.ts'
import type { FetchedJob, JobEnd } from '../sources/carrier.ts'
import type { FailureFacts } from '../truth/facts.ts'
import type { OperationDefinition } from './defineOperation.ts'
import { holdAttempt, type Execution, type WorkerContext } from './execution.ts'
import { whyIllegitimate } from './legitimacy.ts'
import { redispatch } from './redispatch.ts'
import { selectPickup, type PickupRow } from './sql/selectPickup.ts'
import { untilHeard } from './untilHeard.ts'

/**
 * From a job to a started attempt. Undefined: there is nothing to execute, and the job is settled if that is for good.
 * The lease is chosen before the first try, so that a start whose answer was lost is recognised as ours.
 */
export async function pickUp(context: WorkerContext, job: FetchedJob): Promise<Execution | undefined> {
  const lease = randomUUID()
  return await untilHeard(context.services, async () => await tryPickUp(context, job, lease), context.stopping)
}

/** What a look at the run leads to. `attempt`: started, and ours. */
type Look =
  | { readonly kind: 'attempt'; readonly run: PickupRow; readonly attempt: number; readonly definition: OperationDefinition }
  | { readonly kind: 'to_be_checked'; readonly run: PickupRow; readonly definition: OperationDefinition }
  | { readonly kind: 'settled' | 'left_alone' }

async function tryPickUp(context: WorkerContext, job: FetchedJob, lease: string): Promise<Execution | undefined> {
  const { services } = context
  const { workspaceId, runId } = job.payload
  const inWorkspace = async <T>(work: (tx: Tx) => Promise<T>) => await services.db.inWorkspace(workspaceId, work)
  const scopeOf = (run: PickupRow) => systemScope({ id: workspaceId, slug: run.workspace }, context.principal)

  let look = await inWorkspace(async (tx) => await lookAtRun(context, tx, job, lease))
  if (look.kind === 'to_be_checked') {
    const { run, definition } = look
    if (context.stopping.aborted) {
      await redispatch(services, scopeOf(run), runId, job)
      return undefined
    }
    // Asked outside the transaction: a host that answers slowly, or asks the same database, must hold no connection.
    const reason = await whyIllegitimate(
      run,
      definition,
      async (initiator) => await services.authority.ofPrincipal({ id: workspaceId, slug: run.workspace }, initiator),
    )
    look = await inWorkspace(async (tx) => await startOrBlock(context, tx, job, lease, run, definition, reason))
  }
  if (look.kind !== 'attempt') return undefined
  return holdAttempt({
    at: { runId, attempt: look.attempt, lease },
    scope: scopeOf(look.run),
    job,
    run: look.run,
    definition: look.definition,
  })
}

async function lookAtRun(context: WorkerContext, tx: Tx, job: FetchedJob, lease: string): Promise<Look> {
  const { services } = context
  const run = await tx.row(selectPickup(job.payload.workspaceId, job.payload.runId))
  const settle = async (end: JobEnd): Promise<Look> => {
    await services.queue.settle(tx, job, end)
    return { kind: 'settled' }
  }
  if (!run) return await settle('cancelled')
  const definition = services.registry.find(run.type)
  if (!definition) return { kind: 'left_alone' }
  if (run.status === 'running' && run.lease === lease) return { kind: 'attempt', run, attempt: run.attempt, definition }
  if (run.status === 'completed') return await settle('completed')
  // Another job carries the run now; this one is what an earlier attempt left behind.
  if (run.queueJobId !== job.jobId) return await settle('cancelled')
  if (run.status === 'running') return { kind: 'left_alone' }
  // Asked while an attempt was running that was then handed back, or failed in the same moment.
  if (run.cancelRequested) {
    const { workspaceId, runId } = job.payload
    const scope = systemScope({ id: workspaceId, slug: run.workspace }, context.principal)
    await cancelRun(tx, scope, runId, async (within, { queueName, queueJobId }) => {
      if (queueName !== null && queueJobId !== null) await services.queue.settle(within, { queueName, jobId: queueJobId }, 'cancelled')
    })
    return { kind: 'settled' }
  }
  // Where the ledger itself knows what the initiator holds now, one transaction is enough, and what it read is newest. Nobody
  // has to be asked about the system's own work.
  const { ofPrincipalWithin } = services.authority
  const asksHost = run.initiator.kind !== 'system' && !ofPrincipalWithin
  if (asksHost || context.stopping.aborted) return { kind: 'to_be_checked', run, definition }
  const grantOf = async (initiator: Principal) => await ofPrincipalWithin?.(tx, job.payload.workspaceId, initiator)
  return await startOrBlock(context, tx, job, lease, run, definition, await whyIllegitimate(run, definition, grantOf))
}

async function startOrBlock(
  context: WorkerContext,
  tx: Tx,
  job: FetchedJob,
  lease: string,
  run: PickupRow,
  definition: OperationDefinition,
  reason: FailureFacts | null,
): Promise<Look> {
  if (reason === null) return await start(context, tx, job, lease, run, definition)
  const { workspaceId, runId } = job.payload
  const scope = systemScope({ id: workspaceId, slug: run.workspace }, context.principal)
  if (await blockRun(tx, scope, runId, run.attempt, reason)) await context.services.queue.settle(tx, job, 'cancelled')
  return { kind: 'settled' }
}

async function start(
  context: WorkerContext,
  tx: Tx,
  job: FetchedJob,
  lease: string,
  run: PickupRow,
  definition: OperationDefinition,
): Promise<Look> {
  const { services, name, bootId, principal } = context
  const { workspaceId, runId } = job.payload
  const scope = systemScope({ id: workspaceId, slug: run.workspace }, principal)
  const started = await markStarted(tx, scope, runId, { lease, worker: name, bootId, heartbeatEveryMs: null, queueJobId: job.jobId })
  if (started) return { kind: 'attempt', run, attempt: started.attempt, definition }
  // It moved on between the look and the start; what it became decides what the job is worth.
  const now = await tx.row(selectPickup(workspaceId, runId))
  if (now && now.status !== 'completed' && now.queueJobId === job.jobId) return { kind: 'left_alone' }
  await services.queue.settle(tx, job, 'cancelled')
  return { kind: 'settled' }
}
